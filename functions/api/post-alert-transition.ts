import { alertReply } from "../../shared/contracts/alert-reply.ts";
import { transition } from "../../shared/domain/alerts/alert-lifecycle.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("post-alert-transition")(async ({ alert, body, caller, decider, now }, deps) => {
  const { to, note } = body;
  const latest = await deps.alerts.latest(alert.scope, alert.rule);
  // Only one alert per rule and scope may be open. If a later one was raised, it replaces this one.
  const overtaken = to === "reopened" && latest !== undefined && latest.sequence > alert.sequence;
  if (overtaken) return { problem: { reason: "illegal-transition", from: alert.status, to } };
  const decision = transition(alert, to, caller.subject, now, note);
  if (decision.kind === "refused") return { problem: decision.refusal };

  const [before, after] = [{ status: alert.status }, { status: to, note }];
  await deps.audit.append({ ...decider, target: alert.alertId, before, after });
  const saved = await deps.alerts.save(decision.alert, alert.version);
  if (saved === "conflict") return { problem: { reason: "stale-version", currentVersion: alert.version + 1 } };
  return { status: 200, body: alertReply(decision.alert), version: decision.alert.version };
});
