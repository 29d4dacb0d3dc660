import { millisecondsInDay } from "date-fns/constants";
import { type Calendar, permanentCalendar } from "../calendar/calendar.ts";
import { addDays, daysBetween, type LocalDate } from "../calendar/local-date.ts";

/**
 * Whether what the final verdict on a survey day has found stands in the alerts, and every reader has been told of it;
 * and since when.
 */
export type Telling = {
  status: "due" | "done" | "given-up";
  since: Date;
  /** What could not be recorded in the alerts, as `ruleKeyOf` names it; `everything` stands for all of it. */
  unrecorded?: readonly string[];
};

export const everything = "*";
/** Of more it is only known that there is something. */
const unrecordedMax = 500;

/** The names as they are kept: undefined where there are none. */
export function unrecordedOf(names: readonly string[]): Pick<Telling, "unrecorded"> {
  if (names.length === 0) return {};
  return { unrecorded: names.length > unrecordedMax ? [everything] : names };
}

/** So long a closed day is taken up again until every reader has been told. */
export const tellingDays = 14;

export function isTellingOver({ since }: Pick<Telling, "since">, now: Date): boolean {
  return now.getTime() - since.getTime() >= tellingDays * millisecondsInDay;
}

/** By then a survey day has usually been closed and told: so late a digest may lie under its survey day. */
export const digestLagDays = 3 + tellingDays;
/** Within so many days there is a survey day, also in summer. */
const surveyDayWithinDays = 120;

/**
 * The date under which a digest lies in the ledger: that of its survey day. What is found when a day is judged again
 * long afterwards lies under the survey day before the mail, so that nobody has to look far back for what a reader was
 * told.
 */
export function digestDateOf(surveyDate: LocalDate, today: LocalDate): LocalDate {
  if (daysBetween(surveyDate, today) <= digestLagDays) return surveyDate;
  return permanentSurveyDayUpTo(today);
}

/**
 * Under which dates the digests lie that were sent from that date on, and digests of the given survey day, whichever
 * territory they are about.
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

/** The same whatever anybody enters: what has been sent is looked for under the date under which it was put. */
function permanentSurveyDayUpTo(date: LocalDate): LocalDate {
  return permanentCalendar.regional().surveyDays(addDays(date, -surveyDayWithinDays), date).at(-1) ?? date;
}
