import { surveyDaysBetween } from "../../../shared/domain/calendar/calendar.ts";
import type { Closure } from "../../../shared/domain/calendar/closure.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { reopenableDaysMax, reopenedDaysMax } from "../../../shared/domain/survey/reopening.ts";

/** How far back jobs look for what an earlier run should have done. */
const lookBackDays = 14;

/** The survey days, of any level, that have begun within the last two weeks, oldest first. */
export function recentSurveyDays(now: Date, closures: readonly Closure[]): LocalDate[] {
  const today = localDateAt(now);
  return surveyDaysBetween(addDays(today, -lookBackDays), today, {}, closures);
}

/** So many days late the job that closes days may still find a reopening that has ended. */
const closingLateDays = 3;

/**
 * The survey days that may be open still, or whose sheet may have to be built again, oldest first. A closure that was
 * entered after the day was opened does not take it away: whoever reported on it was open.
 */
export function closableSurveyDays(now: Date): LocalDate[] {
  const today = localDateAt(now);
  return surveyDaysBetween(addDays(today, -(reopenableDaysMax + reopenedDaysMax + closingLateDays)), today, {}, []);
}
