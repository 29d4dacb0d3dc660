import { explainedAlertReply } from "../../shared/contracts/alert-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-alert")(async ({ alert }, deps) => {
  const dates = alert.crossings.map(({ surveyDate }) => surveyDate);
  const explanations = await deps.alerts.explanations(alert.alertId, dates, deps.onDamaged);
  return { status: 200, body: explainedAlertReply(alert, explanations), version: alert.version };
});
