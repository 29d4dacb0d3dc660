import type { TerritoryCalendar } from "../../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { reopenableDaysMax, reopenedDaysMax } from "../../../shared/domain/survey/reopening.ts";

/** How far back jobs look for the work of missed runs. */
const lookBackDays = 14;

/** The survey days, of any level, that have begun within the last two weeks, oldest first. */
export function recentSurveyDays(now: Date, calendar: TerritoryCalendar): LocalDate[] {
  const today = localDateAt(now);
  return calendar.surveyDays(addDays(today, -lookBackDays), today);
}

/** The closing job may be this many days late and still find a reopening that has ended. */
const closingLateDays = 3;

/**
 * The dates whose survey day may still be open, or whose sheet may need a rebuild, oldest first. A later change of the
 * calendar does not hide an opened day: a site that reported on it was open.
 */
export function closableSurveyDays(now: Date, calendar: TerritoryCalendar): LocalDate[] {
  const today = localDateAt(now);
  return calendar.surveyWeekdays(addDays(today, -(reopenableDaysMax + reopenedDaysMax + closingLateDays)), today);
}
