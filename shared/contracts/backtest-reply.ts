import type * as z from "zod";
import type { BacktestSummary } from "../detection/backtest-summary.ts";
import type { AlertPolicy } from "../domain/alert-policy.ts";
import { formatInstant, type LocalDate } from "../domain/local-date.ts";
import { backtest } from "./backtest.ts";

type Backtest = {
  backtestId: string;
  startedAt: Date;
  startedBy: string;
  from: LocalDate;
  to: LocalDate;
  policy: AlertPolicy;
  proposed: BacktestSummary;
  active: BacktestSummary;
};

/** The backtest as it crosses HTTP and is kept. */
export function backtestReply({ startedAt, proposed, active, ...given }: Backtest): z.output<typeof backtest> {
  return backtest.parse({
    ...given,
    startedAt: formatInstant(startedAt),
    proposed: outcomeOf(proposed),
    active: outcomeOf(active),
  });
}

function outcomeOf({ siteAlerts, ...summary }: BacktestSummary) {
  return { ...summary, siteAlerts: siteAlerts.map(({ site, ...alert }) => ({ siteCode: site, ...alert })) };
}
