import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("delete-closure")(async ({ path, caller, office, decider, now }, deps) => {
  await deps.audit.append({ ...decider, target: path.closureId });
  const outcome = await deps.settings.removeClosure(office, path.closureId, { by: caller.subject, at: now });
  deps.forgetCalendar();
  return outcome === "removed" ? { status: 204 } : { problem: { reason: "not-found" } };
});
