import { isDeepStrictEqual } from "node:util";
import { type Level, levels } from "../codes.ts";
import type { LocalDate } from "./local-date.ts";
import { permanentSchoolCalendar } from "./lombardy.ts";
import type { DateSpan, SchoolCalendar, SurveyWeekdays } from "./school-calendar.ts";
import { type SchoolYear, schoolYearBounds } from "./school-year.ts";

/** The entries for a school year. An absent member has the value of the permanent calendar. */
export type EnteredSchoolCalendar = {
  lessons?: Readonly<Partial<Record<Level, DateSpan>>>;
  holidays?: SchoolCalendar["holidays"];
  surveyWeekdays?: readonly SurveyWeekdays[];
};

/**
 * The calendar of the school year with its entries. The survey weekdays of the permanent calendar apply until an entry
 * begins, and in territories without an entry.
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
  /** The path of the wrong value in the new entries. */
  | { kind: "refused"; reason: "outside-school-year" | "weekdays-begun"; path: readonly (string | number)[] };

/**
 * Whether the entries are accepted. Survey weekdays up to today must not change, because the data of those days is
 * found under their dates.
 * @param before the earlier entries; undefined when they cannot be read, so that nobody knows which have begun
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
