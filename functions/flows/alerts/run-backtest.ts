import {
  type BacktestSummary,
  type BacktestTally,
  openBacktestTally,
} from "../../../shared/detection/backtest-summary.ts";
import { evaluateDay } from "../../../shared/detection/evaluate-day.ts";
import { replayDays } from "../../../shared/detection/replay-days.ts";
import type { VersionedPolicy } from "../../../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../../../shared/domain/calendar/day-flags.ts";
import type { Level } from "../../../shared/domain/codes.ts";
import type { DaySheet } from "../../../shared/domain/survey/day-sheet.ts";

/** Two survey days a week of a school year's lessons. */
const surveyDaysPerYear = 68;

/**
 * What each policy would have done over stored survey days, each evaluated as on the night when it closed. The
 * territories come one by one, so that memory holds the sheets of only one.
 * @param sheetsByTerritory oldest first; their `alarmed` flags come from other policies and are ignored
 * @param listedMax how many alerts each list holds
 */
export async function runBacktest(
  sheetsByTerritory: AsyncIterable<readonly DaySheet[]>,
  policies: { proposed: VersionedPolicy; active: VersionedPolicy },
  listedMax: number,
): Promise<{ proposed: BacktestSummary; active: BacktestSummary }> {
  const proposed = openBacktestTally<Level>("proposed", surveyDaysPerYear, (siteCode) => siteCode, listedMax);
  const active = openBacktestTally<Level>("active", surveyDaysPerYear, (siteCode) => siteCode, listedMax);
  for await (const sheets of sheetsByTerritory) {
    const unmarked = sheets.map(withoutAlarms);
    replay(unmarked, policies.proposed, proposed);
    replay(unmarked, policies.active, active);
  }
  return { proposed: proposed.summary(), active: active.summary() };
}

function replay(
  sheets: readonly DaySheet[],
  { officeCode, version: policyVersion, policy }: VersionedPolicy,
  tally: BacktestTally<Level>,
): void {
  const days = replayDays(sheets, (today, history) =>
    evaluateDay({ policy, officeCode, policyVersion, today, history, verdict: "final" }),
  );
  for (const day of days) tally.add(day);
}

function withoutAlarms(sheet: DaySheet): DaySheet {
  return { ...sheet, flags: sheet.flags.map((flags) => flags & ~dayFlags.alarmed) };
}
