import { readAreaRows } from "../../shared/contracts/area-rows.ts";
import { areasReply } from "../../shared/contracts/areas-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { fileFacts } from "../flows/audit/file-facts.ts";
import { unreadableFile } from "../flows/faults/unreadable-file.ts";
import { assignDistricts } from "../flows/registry/assign-districts.ts";
import { judgeAreas } from "../flows/registry/judge-areas.ts";

export const handler = handlerFor("put-areas")(async (request, deps) => {
  const { body, query, language, caller, jurisdiction, decider, now } = request;
  const read = readAreaRows(body);
  if (read.kind !== "rows") return { problem: unreadableFile(read, language) };
  const judged = await judgeAreas(read.rows, jurisdiction, deps);

  const dryRun = query["dry-run"] === "true";
  const saved = judged.filter((row) => row.kind === "saved");
  const after = { saved: saved.length, rejected: judged.length - saved.length, ...fileFacts(body) };
  if (!dryRun) await deps.audit.append({ ...decider, target: "areas", after });
  const assigned = await assignDistricts(saved, dryRun, { by: caller.subject, at: now }, deps);
  return { status: 200, body: areasReply(judged, assigned, dryRun, language) };
});
