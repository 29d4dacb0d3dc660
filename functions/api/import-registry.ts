import { readRegistry } from "../../shared/contracts/registry-csv.ts";
import { registryImportReply } from "../../shared/contracts/registry-import-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { fileFacts } from "../flows/audit/file-facts.ts";
import { unreadableFile } from "../flows/faults/unreadable-file.ts";
import { judgeRegistry } from "../flows/registry/judge-registry.ts";
import { writeRegistry } from "../flows/registry/write-registry.ts";

export const handler = handlerFor("import-registry")(
  async ({ body, query, language, caller, jurisdiction, decider, now }, deps) => {
    const registry = readRegistry(body);
    if (registry.kind !== "registry") return { problem: unreadableFile(registry, language) };
    const judged = await judgeRegistry(registry.rows, jurisdiction, deps);

    const dryRun = query["dry-run"] === "true";
    const count = (outcome: string) => judged.filter((one) => one.outcome === outcome).length;
    const after = { created: count("created"), updated: count("updated"), rejected: count("rejected") };
    if (!dryRun) await deps.audit.append({ ...decider, target: "registry", after: { ...after, ...fileFacts(body) } });
    const fates = dryRun ? judged : await writeRegistry(judged, jurisdiction, { by: caller.subject, at: now }, deps);
    return { status: 200, body: registryImportReply(fates, dryRun, language) };
  },
);
