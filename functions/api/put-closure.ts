import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("put-closure")(async ({ path, body, caller, now }, deps) => {
  const closure = { closureId: path.closureId, ...body };
  const outcome = await deps.settings.putClosure(closure, { by: caller.subject, at: now });
  deps.forgetCalendar();
  return { status: outcome === "created" ? 201 : 200, body: closure };
});
