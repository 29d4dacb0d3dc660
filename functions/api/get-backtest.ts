import { storedBacktestReply } from "../../shared/contracts/backtest-reply.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-backtest")(async ({ path }, deps) => {
  const stored = await deps.alertPolicies.backtest(firstOfficeCode, path.backtestId);
  return stored === undefined
    ? { problem: { reason: "not-found" } }
    : { status: 200, body: storedBacktestReply(stored.result) };
});
