import { type BacktestSummary, summariseBacktest } from "../../shared/detection/backtest-summary.ts";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { replayDays } from "../../shared/detection/replay-days.ts";
import type { VersionedPolicy } from "../../shared/domain/alert-policy.ts";
import { type DaySheet, dayFlags } from "../../shared/domain/day-sheet.ts";

/** Two survey days a week of a school year's lessons. */
const surveyDaysPerYear = 68;

/**
 * What a policy would have done over stored survey days, each seen as on the night it closed.
 * @param sheetsByTerritory oldest first; their `alarmed` flags are those of other policies and are not looked at
 */
export function runBacktest(
  name: string,
  sheetsByTerritory: readonly (readonly DaySheet[])[],
  { version: policyVersion, policy }: VersionedPolicy,
): BacktestSummary {
  function* replayed() {
    for (const sheets of sheetsByTerritory) {
      yield* replayDays(sheets.map(withoutAlarms), (today, history) =>
        evaluateDay({ policy, policyVersion, today, history, verdict: "final" }),
      );
    }
  }
  return summariseBacktest(name, replayed(), surveyDaysPerYear, (siteCode) => siteCode);
}

function withoutAlarms(sheet: DaySheet): DaySheet {
  return { ...sheet, flags: sheet.flags.map((flags) => flags & ~dayFlags.alarmed) };
}
