import { surveyDaysBetween } from "../../shared/domain/calendar.ts";
import type { Closure } from "../../shared/domain/closure.ts";
import { addDays, type LocalDate, localDateAt } from "../../shared/domain/local-date.ts";

/** How far back jobs look for what an earlier run should have done. */
const lookBackDays = 14;

/** The survey days, of any level, that have begun within the last two weeks, oldest first. */
export function recentSurveyDays(now: Date, closures: readonly Closure[]): LocalDate[] {
  const today = localDateAt(now);
  return surveyDaysBetween(addDays(today, -lookBackDays), today, {}, closures);
}
