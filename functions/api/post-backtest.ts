import { backtestAlertsListedMax, backtestSiteDaysMax } from "../../shared/contracts/backtest.ts";
import { addDays, localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { backtestPeriodFault } from "../flows/alerts/backtest-period-fault.ts";
import { keepBacktest } from "../flows/alerts/keep-backtest.ts";
import { policyInForce } from "../flows/alerts/policy-in-force.ts";
import { runBacktest } from "../flows/alerts/run-backtest.ts";
import { closedSiteDays, sheetsByTerritory } from "../flows/alerts/stored-days.ts";

const daysDefault = 365;

export const handler = handlerFor("post-backtest")(async (request, deps) => {
  const { body, caller, jurisdiction, language, office, now } = request;
  const { policy, to = localDateAt(now), from = addDays(to, -daysDefault) } = body;
  const fault = backtestPeriodFault(from, to, language);
  if (fault !== undefined) return fault;
  const { territories } = jurisdiction;
  const active = await policyInForce(office, deps);
  // This check comes before any sheet is read: the sheets of a whole country would not fit in memory.
  if ((await closedSiteDays(territories, from, to, deps)) > backtestSiteDaysMax)
    return { problem: { reason: "too-large", limit: backtestSiteDaysMax, of: "site-days" } };

  const policies = { proposed: { ...active, version: active.version + 1, policy }, active };
  const outcomes = await runBacktest(sheetsByTerritory(territories, from, to, deps), policies, backtestAlertsListedMax);
  const backtest = { startedAt: now, startedBy: caller.subject, policy, from, to, ...outcomes };
  return { status: 201, body: await keepBacktest(office, backtest, deps) };
});
