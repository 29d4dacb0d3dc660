import { alertReply } from "../../shared/contracts/alert-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-alert")(async ({ path }, deps) => {
  const alert = await deps.alerts.get(path.alertId);
  if (alert === undefined) return { problem: { reason: "not-found" } };
  return { status: 200, body: alertReply(alert), version: alert.version };
});
