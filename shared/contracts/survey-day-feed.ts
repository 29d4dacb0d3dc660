import ical from "ical-generator";
import { addDays, type LocalDate } from "../domain/calendar/local-date.ts";
import type { Language } from "../domain/language.ts";
import { feedWords } from "../words/in-every-language.ts";

/** How often a calendar program should ask again: closures become known during the year. */
const refreshHours = 24;
const hourSeconds = 3600;

/**
 * The survey days as a calendar feed (RFC 5545), each as a whole day.
 * @param now when the feed was made; the standard requires it in every event
 */
export function surveyDayFeed(dates: readonly LocalDate[], language: Language, now: Date): string {
  const text = feedWords[language];
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
