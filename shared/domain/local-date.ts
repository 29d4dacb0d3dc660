import { TZDate } from "@date-fns/tz";

/** A date on the wall calendar of Italy, `YYYY-MM-DD`. Sorts and compares as text. */
export type LocalDate = string;

export const surveyZone = "Europe/Rome";

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
export type Weekday = (typeof weekdays)[number];

const dayMillis = 86_400_000;

/** Whether the text is `YYYY-MM-DD` and that date exists: 2023-02-29 does not. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const millis = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMillis).toISOString().slice(0, 10);
}

/** Calendar days from the first date to the second; negative when the second is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMillis);
}

export function weekdayOf(date: LocalDate): Weekday {
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()];
  if (weekday === undefined) throw new RangeError(`not a date: ${date}`);
  return weekday;
}

/** Beginnings worked out so far: few dates are asked for again and again, and the tables of the zone are slow. */
const beginnings = new Map<LocalDate, number>();
const beginningsMax = 2_000;

/** The instant at which the date begins in Europe/Rome, on the days of the DST changeovers too. */
export function startOfLocalDate(date: LocalDate): Date {
  const known = beginnings.get(date);
  if (known !== undefined) return new Date(known);
  const [year = Number.NaN, month = Number.NaN, day = Number.NaN] = date.split("-").map(Number);
  const beginning = new TZDate(year, month - 1, day, surveyZone).getTime();
  if (beginnings.size >= beginningsMax) beginnings.clear();
  beginnings.set(date, beginning);
  return new Date(beginning);
}

/** The date that clocks in Italy show at the instant. */
export function localDateAt(instant: Date): LocalDate {
  return formatInstant(instant).slice(0, 10);
}

/** RFC 3339 with Italy's offset and seconds, as people there would read it: `2023-02-16T09:00:00+01:00`. */
export function formatInstant(instant: Date): string {
  const zoned = new TZDate(instant.getTime(), surveyZone);
  return zoned.toISOString().replace(/\.\d{3}/, "");
}
