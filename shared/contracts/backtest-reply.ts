import type * as z from "zod";
import type { BacktestSummary } from "../detection/backtest-summary.ts";
import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import { formatInstant, type LocalDate } from "../domain/calendar/local-date.ts";
import { backtest, backtestAlertsListedMax, backtestDaysListedMax } from "./backtest.ts";

export type Backtest = {
  backtestId: string;
  startedAt: Date;
  startedBy: string;
  from: LocalDate;
  to: LocalDate;
  policy: AlertPolicy;
  proposed: BacktestSummary;
  active: BacktestSummary;
};

export type BacktestReply = z.output<typeof backtest>;
type Outcome = BacktestReply["proposed"];
type Extent = { alertsMax: number; daysMax: number };

/** How much a reply lists, the longest first. The last extent fits every item that stores it. */
const extents = [
  { alertsMax: backtestAlertsListedMax, daysMax: backtestDaysListedMax },
  { alertsMax: backtestAlertsListedMax, daysMax: 0 },
  { alertsMax: 100, daysMax: 0 },
] as const satisfies readonly Extent[];

/**
 * The backtest as it crosses HTTP and is stored. It yields shorter and shorter replies, for a store with limited room.
 */
export function* backtestReplies({ startedAt, proposed, active, ...given }: Backtest): Generator<BacktestReply> {
  const whole = backtest.parse({
    ...given,
    startedAt: formatInstant(startedAt),
    proposed: outcomeOf(proposed),
    active: outcomeOf(active),
  });
  for (const extent of extents) yield shortened(whole, extent);
}

/** A stored result in today's maximum length: results of earlier releases list every alert. */
export function storedBacktestReply(result: unknown): BacktestReply {
  return shortened(backtest.parse(result), extents[0]);
}

function outcomeOf({ siteAlerts, ...summary }: BacktestSummary) {
  return { ...summary, siteAlerts: siteAlerts.map(({ site, ...alert }) => ({ siteCode: site, ...alert })) };
}

function shortened({ proposed, active, ...given }: BacktestReply, extent: Extent): BacktestReply {
  return { ...given, proposed: withExtent(proposed, extent), active: withExtent(active, extent) };
}

function withExtent(outcome: Outcome, { alertsMax, daysMax }: Extent): Outcome {
  const { siteAlerts, territoryAlerts, days } = outcome;
  return {
    ...outcome,
    siteAlerts: siteAlerts.slice(0, alertsMax),
    siteAlertsTotal: outcome.siteAlertsTotal ?? siteAlerts.length,
    territoryAlerts: territoryAlerts.slice(0, alertsMax),
    territoryAlertsTotal: outcome.territoryAlertsTotal ?? territoryAlerts.length,
    days: days.length > daysMax ? overTerritories(days) : days,
  };
}

/** One row a date, with all territories added up. */
function overTerritories(days: Outcome["days"]): Outcome["days"] {
  return [...Map.groupBy(days, ({ date }) => date)]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([date, rows]) => {
      const sumOf = (count: (row: (typeof rows)[number]) => number) => rows.reduce((sum, row) => sum + count(row), 0);
      return {
        date,
        siteDays: sumOf(({ siteDays }) => siteDays),
        sites: sumOf(({ sites }) => sites),
        territoryAlerts: sumOf((row) => row.territoryAlerts),
        notices: sumOf(({ notices }) => notices),
        mailed: rows.some(({ mailed }) => mailed),
      };
    });
}
