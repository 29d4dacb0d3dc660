import { createHash } from "node:crypto";
import { type Backtest, type BacktestReply, backtestReplies } from "../../../shared/contracts/backtest-reply.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

const idLength = 16;

/** Stores the results of a backtest, with as much detail as an item can hold. @returns that detail */
export async function keepBacktest(
  officeCode: OfficeCode,
  { startedAt, startedBy, policy, from, to, ...outcomes }: Omit<Backtest, "backtestId">,
  deps: Pick<Deps, "alertPolicies">,
): Promise<BacktestReply> {
  const started = { startedAt, startedBy, policy };
  const backtestId = createHash("sha256")
    .update(JSON.stringify([started, from, to]))
    .digest("hex")
    .slice(0, idLength);
  for (const result of backtestReplies({ backtestId, ...started, from, to, ...outcomes })) {
    const kept = await deps.alertPolicies.putBacktest(officeCode, { backtestId, ...started, result });
    if (kept !== "too-large") return result;
  }
  throw new RangeError(`not even the shortest result of backtest ${backtestId} fits an item`);
}
