import type { TerritoryCalendar } from "../../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { reopenableDaysMax, reopenedDaysMax } from "../../../shared/domain/survey/reopening.ts";

/** How far back jobs look for what an earlier run should have done. */
const lookBackDays = 14;

/** The survey days, of any level, that have begun within the last two weeks, oldest first. */
export function recentSurveyDays(now: Date, calendar: TerritoryCalendar): LocalDate[] {
  const today = localDateAt(now);
  return calendar.surveyDays(addDays(today, -lookBackDays), today);
}

/** So many days late the job that closes days may still find a reopening that has ended. */
const closingLateDays = 3;

/**
 * The dates of which a survey day may be open still, or its sheet may have to be built again, oldest first. What the
 * calendar says today takes none away that was opened: whoever reported on it was open.
 */
export function closableSurveyDays(now: Date, calendar: TerritoryCalendar): LocalDate[] {
  const today = localDateAt(now);
  return calendar.surveyWeekdays(addDays(today, -(reopenableDaysMax + reopenedDaysMax + closingLateDays)), today);
}
