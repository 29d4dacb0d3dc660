import { readSentinelRows } from "../../shared/contracts/sentinel-rows.ts";
import { sentinelSitesReply } from "../../shared/contracts/sentinel-sites-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { fileFacts } from "../flows/audit/file-facts.ts";
import { unreadableFile } from "../flows/faults/unreadable-file.ts";
import { judgeSentinelSites } from "../flows/registry/judge-sentinel-sites.ts";
import { saveSentinelSites } from "../flows/registry/save-sentinel-sites.ts";

export const handler = handlerFor("put-sentinel-sites")(
  async ({ body, query, language, caller, jurisdiction, decider, now }, deps) => {
    const read = readSentinelRows(body);
    if (read.kind !== "rows") return { problem: unreadableFile(read, language) };
    const judged = await judgeSentinelSites(read.rows, jurisdiction, deps);

    const saved = judged.filter((row) => row.kind === "saved");
    if (query["dry-run"] !== "true") {
      const after = { saved: saved.length, rejected: judged.length - saved.length, ...fileFacts(body) };
      await deps.audit.append({ ...decider, target: "sentinel-sites", after });
      await saveSentinelSites(saved, jurisdiction, { by: caller.subject, at: now }, deps);
    }
    return { status: 200, body: sentinelSitesReply(judged, language) };
  },
);
