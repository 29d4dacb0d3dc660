import ical from "ical-generator";
import { addDays, type LocalDate } from "../domain/calendar/local-date.ts";

const words = {
  it: {
    name: "Sentinella: giornate di rilevazione",
    day: "Assenze da inserire",
    detail: (late: string) => `Entro le 23:59; al più tardi entro le 23:59 del ${late}.`,
  },
  en: {
    name: "Sentinella: survey days",
    day: "Absences to enter",
    detail: (late: string) => `By 23:59; at the latest by 23:59 on ${late}.`,
  },
} as const;

/** How often a calendar program should ask again: closures become known during the year. */
const refreshHours = 24;
const hourSeconds = 3600;

/**
 * The survey days as a calendar feed (RFC 5545), a whole day each.
 * @param now when the feed was made: the standard wants it on every event
 */
export function surveyDayFeed(dates: readonly LocalDate[], language: keyof typeof words, now: Date): string {
  const text = words[language];
  const calendar = ical({
    name: text.name,
    prodId: { company: "Sentinella", product: "Sentinella", language: language.toUpperCase() },
    ttl: refreshHours * hourSeconds,
  });
  for (const date of dates) {
    calendar.createEvent({
      id: `survey-day-${date}@sentinella`,
      start: new Date(`${date}T00:00:00Z`),
      end: new Date(`${addDays(date, 1)}T00:00:00Z`),
      timezone: "UTC",
      allDay: true,
      stamp: now,
      summary: text.day,
      description: text.detail(addDays(date, 1)),
    });
  }
  return calendar.toString();
}
