import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { officeClosuresMax } from "../../shared/store/settings-store.ts";

export const handler = handlerFor("put-closure")(async ({ path, body, caller, now }, deps) => {
  const closure = { closureId: path.closureId, ...body };
  const outcome = await deps.settings.putClosure(firstOfficeCode, closure, { by: caller.subject, at: now });
  deps.forgetCalendar();
  if (outcome === "too-many-closures") return { problem: { reason: outcome, closuresMax: officeClosuresMax } };
  return { status: outcome === "created" ? 201 : 200, body: closure };
});
