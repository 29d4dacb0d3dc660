import { isDeepStrictEqual } from "node:util";
import { type Level, levels } from "../codes.ts";
import type { LocalDate } from "./local-date.ts";
import { permanentSchoolCalendar } from "./lombardy.ts";
import type { DateSpan, SchoolCalendar, SurveyWeekdays } from "./school-calendar.ts";
import { type SchoolYear, schoolYearBounds } from "./school-year.ts";

/** What somebody has entered for a school year. What is absent is that of the permanent calendar. */
export type EnteredSchoolCalendar = {
  lessons?: Readonly<Partial<Record<Level, DateSpan>>>;
  holidays?: SchoolCalendar["holidays"];
  surveyWeekdays?: readonly SurveyWeekdays[];
};

/**
 * The calendar of the school year with what was entered. The survey weekdays of the permanent calendar hold until, and
 * wherever, an entry says otherwise.
 */
export function schoolCalendarOf(schoolYear: SchoolYear, entered: EnteredSchoolCalendar): SchoolCalendar {
  const permanent = permanentSchoolCalendar(schoolYear);
  const [first] = permanent.surveyWeekdays;
  const added = (entered.surveyWeekdays ?? []).filter((entry) => !isDeepStrictEqual(entry, first));
  return {
    lessons: { ...permanent.lessons, ...entered.lessons },
    holidays: entered.holidays ?? permanent.holidays,
    surveyWeekdays: [...permanent.surveyWeekdays, ...added],
  };
}

export type SchoolCalendarDecision =
  | { kind: "accepted" }
  /** The path names the value in what is to be entered. */
  | { kind: "refused"; reason: "outside-school-year" | "weekdays-begun"; path: readonly (string | number)[] };

/**
 * Whether it may be entered. Which weekdays were surveyed up to today stays: what is stored of those days is looked for
 * under their dates.
 * @param before what was entered before; undefined where that cannot be read, and nobody knows what has begun
 */
export function decideSchoolCalendar(
  schoolYear: SchoolYear,
  before: EnteredSchoolCalendar | undefined,
  after: EnteredSchoolCalendar,
  today: LocalDate,
): SchoolCalendarDecision {
  const year = schoolYearBounds(schoolYear);
  const isOutside = ({ from, to }: DateSpan) => from < year.from || to > year.to;
  const level = levels.find((one) => after.lessons?.[one] !== undefined && isOutside(after.lessons[one]));
  if (level !== undefined) return { kind: "refused", reason: "outside-school-year", path: ["lessons", level] };
  const holiday = (after.holidays ?? []).findIndex(isOutside);
  if (holiday >= 0) return { kind: "refused", reason: "outside-school-year", path: ["holidays", holiday] };
  const entries = after.surveyWeekdays ?? [];
  const entry = entries.findIndex(({ from }) => isOutside({ from, to: from }));
  if (entry >= 0) return { kind: "refused", reason: "outside-school-year", path: ["surveyWeekdays", entry, "from"] };
  if (before === undefined) return { kind: "accepted" };
  const begun = (entered: EnteredSchoolCalendar) =>
    schoolCalendarOf(schoolYear, entered).surveyWeekdays.filter(({ from }) => from <= today);
  const [stood, stands] = [begun(before), begun(after)];
  if (isDeepStrictEqual(stood, stands)) return { kind: "accepted" };
  const changed = entries.findIndex((one) => one.from <= today && !stood.some((old) => isDeepStrictEqual(old, one)));
  const path = changed < 0 ? ["surveyWeekdays"] : ["surveyWeekdays", changed, "from"];
  return { kind: "refused", reason: "weekdays-begun", path };
}
