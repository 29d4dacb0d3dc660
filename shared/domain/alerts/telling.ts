import { millisecondsInDay } from "date-fns/constants";
import { type Calendar, permanentCalendar } from "../calendar/calendar.ts";
import { addDays, daysBetween, type LocalDate } from "../calendar/local-date.ts";

/**
 * Whether the alerts contain the findings of a survey day's final verdict, and whether every reader has been told; and
 * since when.
 */
export type Telling = {
  status: "due" | "done" | "given-up";
  since: Date;
  /** The findings that could not be recorded in the alerts, by `ruleKeyOf`; `everything` means all of them. */
  unrecorded?: readonly string[];
};

export const everything = "*";
/** Above this number only `everything` is stored. */
const unrecordedMax = 500;

/** The names as stored; without any, there is no member. */
export function unrecordedOf(names: readonly string[]): Pick<Telling, "unrecorded"> {
  if (names.length === 0) return {};
  return { unrecorded: names.length > unrecordedMax ? [everything] : names };
}

/** A closed day is tried again for this long, until every reader has been told. */
export const tellingDays = 14;

export function isTellingOver({ since }: Pick<Telling, "since">, now: Date): boolean {
  return now.getTime() - since.getTime() >= tellingDays * millisecondsInDay;
}

/** By then a survey day has usually been closed and told. A digest is stored under its survey day for this long. */
export const digestLagDays = 3 + tellingDays;
/** There is always a survey day within this many days, even in summer. */
const surveyDayWithinDays = 120;

/**
 * The date under which the ledger stores a digest: normally its survey day. A day may be evaluated again long
 * afterwards. Its digest is then stored under the last survey day before the mail, so that nobody must search far back
 * for it.
 */
export function digestDateOf(surveyDate: LocalDate, today: LocalDate): LocalDate {
  if (daysBetween(surveyDate, today) <= digestLagDays) return surveyDate;
  return permanentSurveyDayUpTo(today);
}

/**
 * The dates under which the ledger may store digests sent since `sentFrom`, for all territories. The given survey day
 * is one of them.
 */
export function digestDates(
  surveyDate: LocalDate,
  sentFrom: LocalDate,
  today: LocalDate,
  calendar: Calendar,
): LocalDate[] {
  const first = addDays(sentFrom, -digestLagDays);
  const permanent = permanentCalendar.regional().surveyDays(first, today);
  const surveyed = calendar.anywhere().surveyWeekdays(first, today);
  return [...new Set([surveyDate, permanentSurveyDayUpTo(first), ...permanent, ...surveyed])];
}

/** It depends on nothing that people enter, because a digest must be found under the date under which it was stored. */
function permanentSurveyDayUpTo(date: LocalDate): LocalDate {
  return permanentCalendar.regional().surveyDays(addDays(date, -surveyDayWithinDays), date).at(-1) ?? date;
}
