import { type InstituteCode, type Level, levels, type SiteCode } from "../codes.ts";
import type { Closure, ClosureScope } from "./closure.ts";
import { dayFlags } from "./day-flags.ts";
import { isCarnival, isPatronSaint, isRegionalHoliday, type Locality } from "./holidays.ts";
import { addDays, daysBetween, type LocalDate, weekdayOf } from "./local-date.ts";
import { schoolYearBounds, schoolYearOf } from "./school-year.ts";

/**
 * Whose calendar is asked for. What is absent is not narrowed down: without a level a day counts when any level has
 * lessons, without a place nothing municipal applies. A site is a place.
 */
export type CalendarPlace = Locality & { level?: Level; instituteCode?: InstituteCode; siteCode?: SiteCode };

export type SurveyDayStatus =
  | { kind: "survey-day" }
  | { kind: "not-a-survey-day"; reason: "weekday" | "outside-lessons" | "holiday" }
  | { kind: "closed"; reason: "patron-saint" | "carnival" | "closure"; closureId?: string };

/** One date, prepared once, that answers for as many places as one likes. */
export type CalendarDay = {
  statusOf: (place: CalendarPlace) => SurveyDayStatus;
  /** Bits of `dayFlags`: yearStart, afterBreak, beforeClosure, strike, weather. */
  flagsOf: (place: CalendarPlace) => number;
};

/** Lessons of the regional calendar, `MM-DD`, both ends included (DGR IX/3318 of 2012). */
const lessons = {
  "pre-primary": { from: "09-05", to: "06-30" },
  primary: { from: "09-12", to: "06-08" },
  "lower-secondary": { from: "09-12", to: "06-08" },
  "upper-secondary": { from: "09-12", to: "06-08" },
} as const satisfies Record<Level, { from: string; to: string }>;

/** A query for survey days spans a school year and a little more. */
export const calendarDaysMax = 400;

/** So many days without lessons in a row, weekends included, are a break. */
const breakDaysMin = 5;

/** How far back the end of a break is looked for before the survey day: breaks end within days of it. */
const lookBackDaysMax = 31;

const yearStartSurveyDays = 2;

/**
 * Whether the date is a survey day for the place. Regional closures and public holidays make it none for anyone;
 * municipal, institute and site closures leave it a survey day on which the place is closed, that is exempt.
 */
export function surveyDayStatus(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): SurveyDayStatus {
  const weekday = weekdayOf(date);
  if (weekday !== "tuesday" && weekday !== "thursday") return { kind: "not-a-survey-day", reason: "weekday" };
  return lessonStatus(date, place, closures);
}

/** The place's survey days from the first date to the last, both included. @throws RangeError over `calendarDaysMax` days */
export function surveyDaysBetween(
  from: LocalDate,
  to: LocalDate,
  place: CalendarPlace,
  closures: readonly Closure[],
): LocalDate[] {
  const days = daysBetween(from, to) + 1;
  if (days > calendarDaysMax) throw new RangeError(`${days} days asked for, at most ${calendarDaysMax} are answered`);
  return Array.from({ length: Math.max(days, 0) }, (_, day) => addDays(from, day)).filter((date) =>
    isSurveyDay(date, place, closures),
  );
}

/** Whether the closure covers the whole place on the date: one for a single level does not cover all levels. */
export function closureConcerns(closure: Closure, date: LocalDate, place: CalendarPlace): boolean {
  return closure.from <= date && date <= closure.to && isInScope(closure, place);
}

/** Bits of `dayFlags` that the calendar knows of: yearStart, afterBreak, beforeClosure, strike, weather. */
export function calendarFlags(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): number {
  let flags = 0;
  if (isYearStart(date, place, closures)) flags |= dayFlags.yearStart;
  if (isAfterBreak(date, place, closures)) flags |= dayFlags.afterBreak;
  // The day after a Tuesday or Thursday is never a weekend: no lessons then means that lessons stop.
  if (!hasLessons(addDays(date, 1), place, closures)) flags |= dayFlags.beforeClosure;
  for (const { kind } of closures.filter((closure) => closureConcerns(closure, date, place))) {
    if (kind !== "closure") flags |= dayFlags[kind];
  }
  return flags;
}

/** Prepares a date for many places: each distinct combination of level, locality and own closures is worked out once. */
export function calendarOfDay(date: LocalDate, closures: readonly Closure[]): CalendarDay {
  const byScope = Map.groupBy(closures, scopeKeyOf);
  function perPlace<T>(work: (place: CalendarPlace, own: readonly Closure[]) => T): (place: CalendarPlace) => T {
    const known = new Map<string, T>();
    return (place) => {
      const institute = byScope.get(`institute ${place.instituteCode}`);
      const site = byScope.get(`site ${place.siteCode}`);
      const own = `${institute ? place.instituteCode : ""}|${site ? place.siteCode : ""}`;
      const key = `${place.level}|${place.municipality}|${own}|${place.territory}`;
      const answer = known.get(key);
      if (answer !== undefined) return answer;
      const shared = [byScope.get("region"), byScope.get(`municipality ${place.municipality}`)];
      const fresh = work(
        place,
        [...shared, institute, site].flatMap((part) => part ?? []),
      );
      known.set(key, fresh);
      return fresh;
    };
  }
  return {
    statusOf: perPlace((place, own) => surveyDayStatus(date, place, own)),
    flagsOf: perPlace((place, own) => calendarFlags(date, place, own)),
  };
}

function scopeKeyOf({ scope }: Closure): string {
  switch (scope.kind) {
    case "region":
      return scope.kind;
    case "municipality":
      return `${scope.kind} ${scope.municipality}`;
    case "institute":
      return `${scope.kind} ${scope.instituteCode}`;
    case "site":
      return `${scope.kind} ${scope.siteCode}`;
  }
}

function isInScope({ scope, level }: Closure, place: CalendarPlace): boolean {
  if (level !== undefined && level !== place.level) return false;
  switch (scope.kind) {
    case "region":
      return true;
    case "municipality":
      return scope.municipality === place.municipality;
    case "institute":
      return scope.instituteCode === place.instituteCode;
    case "site":
      return scope.siteCode === place.siteCode;
  }
}

const openness = { "not-a-survey-day": 0, closed: 1, "survey-day": 2 } as const satisfies Record<
  SurveyDayStatus["kind"],
  number
>;

/** The status of a date whose weekday is a school day. Without a level: the most open status of any level. */
function lessonStatus(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): SurveyDayStatus {
  if (place.level !== undefined) return lessonStatusOfLevel(date, place.level, place, closures);
  return levels
    .map((level) => lessonStatusOfLevel(date, level, { ...place, level }, closures))
    .reduce((most, status) => (openness[status.kind] > openness[most.kind] ? status : most));
}

function lessonStatusOfLevel(
  date: LocalDate,
  level: Level,
  place: CalendarPlace,
  closures: readonly Closure[],
): SurveyDayStatus {
  const monthDay = date.slice(5);
  if (monthDay < lessons[level].from && monthDay > lessons[level].to) {
    return { kind: "not-a-survey-day", reason: "outside-lessons" };
  }
  const closed = closures.filter((closure) => closure.kind === "closure" && closureConcerns(closure, date, place));
  if (isRegionalHoliday(date) || closed.some((closure) => closure.scope.kind === "region")) {
    return { kind: "not-a-survey-day", reason: "holiday" };
  }
  if (isPatronSaint(date, place)) return { kind: "closed", reason: "patron-saint" };
  if (isCarnival(date, place)) return { kind: "closed", reason: "carnival" };
  const closure = widestOf(closed);
  if (closure !== undefined) return { kind: "closed", reason: "closure", closureId: closure.closureId };
  return { kind: "survey-day" };
}

const narrowness = { region: 0, municipality: 1, institute: 2, site: 3 } as const satisfies Record<
  ClosureScope["kind"],
  number
>;

/** The closure to name where several hold: the widest, then the lowest id, in whatever order they were read. */
function widestOf(closures: readonly Closure[]): Closure | undefined {
  const [widest] = closures.toSorted(
    (one, other) =>
      narrowness[one.scope.kind] - narrowness[other.scope.kind] || (one.closureId < other.closureId ? -1 : 1),
  );
  return widest;
}

function isSurveyDay(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): boolean {
  return surveyDayStatus(date, place, closures).kind === "survey-day";
}

/** Saturdays count as days without lessons: most schools have none, and breaks are told by the days around them. */
function hasLessons(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): boolean {
  const weekday = weekdayOf(date);
  if (weekday === "saturday" || weekday === "sunday") return false;
  return lessonStatus(date, place, closures).kind === "survey-day";
}

function isYearStart(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): boolean {
  let earlier = 0;
  for (let day = schoolYearBounds(schoolYearOf(date)).from; day < date; day = addDays(day, 1)) {
    if (isSurveyDay(day, place, closures)) earlier += 1;
    if (earlier >= yearStartSurveyDays) return false;
  }
  return true;
}

function isAfterBreak(date: LocalDate, place: CalendarPlace, closures: readonly Closure[]): boolean {
  let idleDays = 0;
  for (let back = 1; back <= lookBackDaysMax; back += 1) {
    const day = addDays(date, -back);
    if (isSurveyDay(day, place, closures)) return false;
    idleDays = hasLessons(day, place, closures) ? 0 : idleDays + 1;
    if (idleDays >= breakDaysMin) return true;
  }
  return false;
}
