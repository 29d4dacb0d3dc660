import { UTCDateMini } from "@date-fns/utc";
import { addDays as addCalendarDays, differenceInCalendarDays, formatISO, getDay, isValid, parseISO } from "date-fns";
import { millisecondsInHour } from "date-fns/constants";
import { isSummerTime } from "./summer-time.ts";

/** A date on the wall calendar of Italy, `YYYY-MM-DD`. Sorts and compares as text. */
export type LocalDate = string;

export const surveyZone = "Europe/Rome";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof weekdays)[number];

/** Whether the text is `YYYY-MM-DD` and that date exists: 2023-02-29 does not. */
export function isLocalDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && isValid(parseISO(text));
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return formatISO(addCalendarDays(midnightUtc(date), days), { representation: "date" });
}

/** Calendar days from the first date to the second; negative when the second is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return differenceInCalendarDays(midnightUtc(to), midnightUtc(from));
}

export function weekdayOf(date: LocalDate): Weekday {
  const weekday = weekdays[getDay(midnightUtc(date))];
  if (weekday === undefined) throw new RangeError(`not a date: ${date}`);
  return weekday;
}

/** The instant at which the date begins in Italy, also on the days when clocks change. */
export function startOfLocalDate(date: LocalDate): Date {
  const midnight = midnightUtc(date);
  // Clocks change at 01:00 UTC, so the offset is the same from midnight in Rome to midnight UTC.
  return new Date(midnight.getTime() - offsetHoursAt(midnight) * millisecondsInHour);
}

/** The date that clocks in Italy show at the instant. */
export function localDateAt(instant: Date): LocalDate {
  return wallClockAt(instant).slice(0, 10);
}

/** RFC 3339 with Italy's offset and with seconds: `2023-02-16T09:00:00+01:00`. */
export function formatInstant(instant: Date): string {
  return `${wallClockAt(instant)}+0${offsetHoursAt(instant)}:00`;
}

/** Days are counted in UTC, where each day has 24 hours. */
function midnightUtc(date: LocalDate): Date {
  return new UTCDateMini(`${date}T00:00:00Z`);
}

/** The time on clocks in Italy, to the second: `2023-02-16T09:00:00`. */
function wallClockAt(instant: Date): string {
  return new Date(instant.getTime() + offsetHoursAt(instant) * millisecondsInHour).toISOString().slice(0, 19);
}

/** How many hours clocks in Italy are ahead of UTC. */
function offsetHoursAt(instant: Date): 1 | 2 {
  return isSummerTime(instant) ? 2 : 1;
}
