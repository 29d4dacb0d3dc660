import type { Level, Territory } from "../codes.ts";
import type { LocalDate, Weekday } from "./local-date.ts";

/** A span of dates, both ends included. */
export type DateSpan = { from: LocalDate; to: LocalDate };

/** The weekdays on which schools may have lessons, for the survey. */
export const schoolWeekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
] as const satisfies readonly Weekday[];
export type SchoolWeekday = (typeof schoolWeekdays)[number];

export type SurveyWeekdays = {
  /** The first date on which they apply. */
  from: LocalDate;
  /** Absent: all territories. */
  territories?: readonly Territory[];
  weekdays: readonly SchoolWeekday[];
};

/** When schools have lessons in one school year, and on which weekdays they count absences. */
export type SchoolCalendar = {
  lessons: Readonly<Record<Level, DateSpan>>;
  /** Dates on which no school of the region has lessons. */
  holidays: readonly (DateSpan & { reason: string })[];
  surveyWeekdays: readonly SurveyWeekdays[];
};

/**
 * The weekdays on which the territory counts absences at the date. Of the entries for the territory, the one that began
 * last applies. Of entries that began on the same date, the last in the list applies.
 * @param territory absent: only entries for all territories count
 */
export function surveyWeekdaysOn(
  date: LocalDate,
  territory: Territory | undefined,
  { surveyWeekdays }: SchoolCalendar,
): readonly SchoolWeekday[] {
  let latest: SurveyWeekdays | undefined;
  for (const entry of surveyWeekdays) {
    const isConcerned = entry.territories?.some((own) => own === territory) ?? true;
    if (isConcerned && entry.from <= date && entry.from >= (latest?.from ?? "")) latest = entry;
  }
  return latest?.weekdays ?? [];
}
