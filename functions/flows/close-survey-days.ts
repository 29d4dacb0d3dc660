import { markAlarmed } from "../../shared/detection/mark-alarmed.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar.ts";
import { emptyCoverage } from "../../shared/domain/coverage.ts";
import { sameCountDaysBefore, sameCountFlags } from "../../shared/domain/day-sheet.ts";

import { addDays, type LocalDate, localDateAt } from "../../shared/domain/local-date.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { SurveyDayState } from "../../shared/store/survey-day-store.ts";
import { type EvaluatedDay, type EvaluationDeps, evaluateSurveyDay, historyBefore } from "./evaluate-survey-day.ts";

/** How far back a reopening may lie whose sheet is still to be rebuilt. */
const lookBackDays = 380;

/** Gives the final verdict on one survey day and writes its day sheets; the same again changes nothing. */
export async function closeSurveyDay(surveyDate: LocalDate, now: Date, deps: EvaluationDeps): Promise<EvaluatedDay> {
  const day = await evaluateSurveyDay(surveyDate, "final", now, deps);
  for (const territory of await deps.settings.territories()) {
    const state = await deps.surveyDays.state(territory, surveyDate);
    if (state !== undefined) await writeFinal(state, day, now, deps);
  }
  return day;
}

async function writeFinal(state: SurveyDayState, day: EvaluatedDay, now: Date, deps: EvaluationDeps): Promise<void> {
  const { territory, surveyDate } = state;
  const sheet = day.sheets.get(territory);
  const { totals } = day.coverageOf.get(territory) ?? emptyCoverage();
  if (sheet !== undefined) {
    const before = await historyBefore(surveyDate, territory, sameCountDaysBefore, deps);
    const flagged = markAlarmed(sheet, day.outcomes.get(territory) ?? { findings: [], assessments: [] });
    await deps.surveyDays.writeSheet({ ...flagged, flags: sameCountFlags(flagged, before) });
  }
  if (state.status === "open") await deps.surveyDays.markClosed(territory, surveyDate, { closedAt: now, totals });
  const { reopenedUntil } = state;
  if (reopenedUntil === undefined) return;
  if (reopenedUntil <= now)
    await deps.surveyDays.clearReopened(territory, surveyDate, { until: reopenedUntil, totals });
  deps.log.info("day sheet rebuilt", { surveyDate, territory });
}

/** The survey days whose window has passed and that are still open in some territory, or whose sheet is stale; oldest first. */
export async function daysToClose(now: Date, deps: Pick<Deps, "settings" | "surveyDays">): Promise<LocalDate[]> {
  const today = localDateAt(now);
  // A closure entered after the day was opened does not take it away: whoever reported on it was open.
  const dates = surveyDaysBetween(addDays(today, -lookBackDays), today, {}, []);
  const due = new Set<LocalDate>();
  for (const territory of await deps.settings.territories()) {
    for (const state of await deps.surveyDays.states(territory, dates)) {
      if (isDue(state, now)) due.add(state.surveyDate);
    }
  }
  return [...due].toSorted();
}

function isDue({ surveyDate, status, reopenedUntil }: SurveyDayState, now: Date): boolean {
  if (surveyState(surveyWindow(surveyDate), now) !== "closed") return false;
  return status === "open" || reopenedUntil !== undefined;
}
