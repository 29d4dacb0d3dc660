import { keepsRegion } from "../../shared/domain/jurisdiction.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { officeClosuresMax } from "../../shared/store/settings-store.ts";

export const handler = handlerFor("put-closure")(async (request, deps) => {
  const { path, body, caller, jurisdiction, office, decider, now } = request;
  // As soon as there is a second office, only the region may close the whole region.
  if (body.scope.kind === "region" && !keepsRegion(jurisdiction)) return { problem: { reason: "forbidden" } };
  const closure = { closureId: path.closureId, ...body };
  const { scope, kind, from, to, reason } = body;
  const after = { scope: Object.values(scope).join(" "), kind, from, to, reason };
  await deps.audit.append({ ...decider, target: path.closureId, after });
  const outcome = await deps.settings.putClosure(office, closure, { by: caller.subject, at: now });
  deps.forgetCalendar();
  if (outcome === "too-many-closures") return { problem: { reason: outcome, closuresMax: officeClosuresMax } };
  return { status: outcome === "created" ? 201 : 200, body: closure };
});
