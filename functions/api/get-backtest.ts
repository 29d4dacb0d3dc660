import { storedBacktestReply } from "../../shared/contracts/backtest-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-backtest")(async ({ path, office }, deps) => {
  const stored = await deps.alertPolicies.backtest(office, path.backtestId);
  return stored === undefined
    ? { problem: { reason: "not-found" } }
    : { status: 200, body: storedBacktestReply(stored.result) };
});
