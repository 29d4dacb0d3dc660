import { type LocalDate, surveyZone } from "../domain/calendar/local-date.ts";
import { type Language, languageFacts } from "../domain/language.ts";

const minuteMillis = 60_000;

/** `martedì 14 marzo 2023`, `Tuesday 14 March 2023`. */
export function spellDate(date: LocalDate, language: Language): string {
  return longDay(utcMidnight(date), language, { timeZone: "UTC", year: "numeric" });
}

/** For rows of a table: `mar 14 mar`, `Tue 14 Mar`. */
export function spellShortDate(date: LocalDate, language: Language): string {
  const day = { weekday: "short", day: "numeric", month: "short" } as const;
  const format = new Intl.DateTimeFormat(languageFacts[language].locale, { timeZone: "UTC", ...day });
  return format.format(utcMidnight(date)).replace(",", languageFacts[language].behindWeekday);
}

/** An instant on clocks in Italy: `09:05 di giovedì 16 marzo`, `09:05 on Thursday 16 March`. */
export function spellInstant(instant: Date, language: Language): string {
  const time = new Intl.DateTimeFormat(languageFacts[language].locale, {
    timeZone: surveyZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(instant);
  return `${time} ${languageFacts[language].ofDay} ${longDay(instant, language, { timeZone: surveyZone })}`;
}

/**
 * The last minute before the instant, because people understand "by 00:00 on Thursday" as one day later: `23:59 di
 * mercoledì 15 marzo` for Thursday 16 March 00:00.
 */
export function spellLastMinute(end: Date, language: Language): string {
  return spellInstant(new Date(end.getTime() - minuteMillis), language);
}

function utcMidnight(date: LocalDate): Date {
  return new Date(`${date}T00:00:00Z`);
}

function longDay(instant: Date, language: Language, options: Intl.DateTimeFormatOptions): string {
  const day = { weekday: "long", day: "numeric", month: "long", ...options } as const;
  return new Intl.DateTimeFormat(languageFacts[language].locale, day)
    .format(instant)
    .replace(",", languageFacts[language].behindWeekday);
}
