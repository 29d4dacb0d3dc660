import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("delete-closure")(async ({ path }, deps) => {
  const outcome = await deps.settings.removeClosure(path.closureId);
  deps.forgetClosures();
  return outcome === "removed" ? { status: 204 } : { problem: { reason: "not-found" } };
});
