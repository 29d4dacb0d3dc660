import type { Level, Territory } from "../codes.ts";
import type { LocalDate, Weekday } from "./local-date.ts";

/** A span of dates, both ends included. */
export type DateSpan = { from: LocalDate; to: LocalDate };

/** The days of the week on which schools have lessons, as far as the survey is concerned. */
export const schoolWeekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
] as const satisfies readonly Weekday[];
export type SchoolWeekday = (typeof schoolWeekdays)[number];

export type SurveyWeekdays = {
  /** The first date on which they hold. */
  from: LocalDate;
  /** Absent: all. */
  territories?: readonly Territory[];
  weekdays: readonly SchoolWeekday[];
};

/** When schools have lessons in one school year, and on which weekdays absences are counted. */
export type SchoolCalendar = {
  lessons: Readonly<Record<Level, DateSpan>>;
  /** Dates on which no school of the region has lessons. */
  holidays: readonly (DateSpan & { reason: string })[];
  surveyWeekdays: readonly SurveyWeekdays[];
};

/**
 * The weekdays on which the territory counts absences on the date: those of the entry that began last, of those that
 * concern the territory. Of entries that began on the same date the last in the list holds.
 * @param territory absent: only entries that concern all territories are looked at
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
