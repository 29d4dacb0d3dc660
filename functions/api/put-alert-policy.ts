import { isDeepStrictEqual } from "node:util";
import { matchesVersion } from "../../shared/domain/if-match.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { policyInForce } from "../flows/alerts/policy-in-force.ts";

export const handler = handlerFor("put-alert-policy")(async ({ body, ifMatch, caller, office, decider, now }, deps) => {
  const { version: currentVersion } = await policyInForce(office, deps);
  if (ifMatch === undefined || !matchesVersion(ifMatch, currentVersion))
    return { problem: { reason: "stale-version", currentVersion } };
  const { backtestId } = body;
  const backtest = backtestId === undefined ? undefined : await deps.alertPolicies.backtest(office, backtestId);
  if (backtestId === undefined || backtest === undefined || !isDeepStrictEqual(backtest.policy, body.policy)) {
    return { problem: { reason: "backtest-missing" } };
  }

  const [before, after] = [{ version: currentVersion }, { version: currentVersion + 1, backtestId }];
  await deps.audit.append({ ...decider, target: "alert-policy", before, after });
  const activation = { at: now, by: caller.subject, backtestId };
  const saved = await deps.alertPolicies.put(office, currentVersion, body.policy, activation);
  if (saved.kind === "conflict") {
    return { problem: { reason: "stale-version", currentVersion: saved.current?.version ?? currentVersion } };
  }
  const { version, policy } = saved.stored;
  return { status: 200, body: { version, policy }, version };
});
