import { type InstituteCode, type Level, levels, type Municipality, type SiteCode, type Territory } from "../codes.ts";
import { isCarnival, type Rite } from "./carnival.ts";
import type { Closure, ClosureScope } from "./closure.ts";
import { dayFlags } from "./day-flags.ts";
import { type EnteredSchoolCalendar, schoolCalendarOf } from "./entered-school-calendar.ts";
import { addDays, daysBetween, type LocalDate, weekdayOf } from "./local-date.ts";
import { patronSaintOf, permanentRiteOf, permanentSchoolCalendar } from "./lombardy.ts";
import { type SchoolCalendar, surveyWeekdaysOn } from "./school-calendar.ts";
import { type SchoolYear, schoolYearBounds, schoolYearOf } from "./school-year.ts";

/** The stored data from which the calendar is computed, in addition to the built-in data. */
export type CalendarData = {
  closures: readonly Closure[];
  /** The closures of each territory, if they differ: an office closes only its own territories. */
  closuresOf?: ReadonlyMap<Territory, readonly Closure[]>;
  /** The entries for the school years that have any. */
  schoolYears: ReadonlyMap<SchoolYear, EnteredSchoolCalendar>;
  /** The rites of the territories that have their own. */
  rites: ReadonlyMap<Territory, Rite>;
  /** The first date of the survey, for the territories whose office has one. */
  startsOn?: ReadonlyMap<Territory, LocalDate>;
};

/** The days on which absences are counted. A caller must name a territory, or ask by name for several. */
export type Calendar = {
  of: (territory: Territory) => TerritoryCalendar;
  /**
   * The calendar of every territory without settings of its own. No municipal closure applies, because no place is
   * given.
   */
  regional: () => TerritoryCalendar;
  /** A date is a survey day here when it is one in any territory. */
  anywhere: () => TerritoryCalendar;
};

/**
 * The place within a territory whose calendar is asked for. An absent member does not narrow it: without a level, a day
 * counts when any level has lessons. The patron saint is the municipality's. When the municipality of a site is
 * unknown, it is the chief town's.
 */
export type CalendarPlace = {
  level?: Level;
  municipality?: Municipality;
  instituteCode?: InstituteCode;
  siteCode?: SiteCode;
};

export type CalendarAnswer =
  | { kind: "survey-day" }
  | { kind: "not-a-survey-day"; reason: "not-started" | "weekday" | "outside-lessons" | "holiday" }
  | { kind: "closed"; reason: "patron-saint" | "carnival" | "closure"; closureId?: string };

export type TerritoryCalendar = {
  /**
   * Whether sites of the level are asked on the date, even if they are closed that day. Without a level: sites of any
   * level.
   */
  isSurveyDay: (date: LocalDate, level?: Level) => boolean;
  /**
   * Whether the date is a survey day for the place. After a regional closure or a public holiday it is one for nobody.
   * After a municipal, institute or site closure it remains a survey day, on which the place is closed and so exempt.
   */
  statusOf: (date: LocalDate, place: CalendarPlace) => CalendarAnswer;
  /** The bits of `dayFlags` that the calendar knows: yearStart, afterBreak, beforeClosure, strike, weather. */
  flagsOf: (date: LocalDate, place: CalendarPlace) => number;
  /**
   * The survey days from the first date to the last, both included. With a place: only those on which it is not closed.
   * @throws RangeError over `calendarDaysMax` days
   */
  surveyDays: (from: LocalDate, to: LocalDate, place?: CalendarPlace) => LocalDate[];
  /**
   * The dates in the same span that fall on a survey weekday, regardless of lessons, holidays and closures. Data of
   * past survey days is stored under these dates, even if the calendar changed afterwards.
   */
  surveyWeekdays: (from: LocalDate, to: LocalDate) => LocalDate[];
};

/** The data of the rules for one territory, or for several. */
type Rules = {
  territory: Territory | undefined;
  /** Whether the survey has started. The flags of a day ignore this, because schools have lessons before it. */
  hasStarted: (date: LocalDate) => boolean;
  schoolCalendarOn: (date: LocalDate) => SchoolCalendar;
  hasSurveyWeekday: (date: LocalDate) => boolean;
  riteOf: (place: CalendarPlace) => Rite | undefined;
  /** The closures that may concern the place, on any date. */
  closuresOf: (place: CalendarPlace) => readonly Closure[];
};

/** A query for survey days spans a school year and a little more. */
export const calendarDaysMax = 400;

/** This many days without lessons in a row, weekends included, are a break. */
const breakDaysMin = 5;

/** How far before the survey day the end of a break is searched: breaks end within days of it. */
const lookBackDaysMax = 31;

const yearStartSurveyDays = 2;

/** The calendar as a pure function of the stored data. */
export function calendarOf({ closures, closuresOf = new Map(), schoolYears, rites, startsOn }: CalendarData): Calendar {
  const entered = new Map([...schoolYears].map(([schoolYear, one]) => [schoolYear, schoolCalendarOf(schoolYear, one)]));
  const schoolCalendarOn = (date: LocalDate) => {
    const schoolYear = schoolYearOf(date);
    return entered.get(schoolYear) ?? permanentSchoolCalendar(schoolYear);
  };
  const named = new Set(
    [...entered.values()].flatMap(({ surveyWeekdays }) =>
      surveyWeekdays.flatMap(({ territories }) => territories ?? []),
    ),
  );

  function rulesOf(territory: Territory | undefined, asking: readonly (Territory | undefined)[]): Rules {
    const rite = rites.get(territory ?? "");
    const start = startsOn?.get(territory ?? "");
    const byScope = Map.groupBy(closuresOf.get(territory ?? "") ?? closures, scopeKeyOf);
    return {
      territory,
      hasStarted: (date) => start === undefined || start <= date,
      schoolCalendarOn,
      closuresOf: (place) => scopesAround(territory, place).flatMap((scope) => byScope.get(scope) ?? []),
      riteOf: ({ municipality }) =>
        rite ?? permanentRiteOf({ ...(municipality && { municipality }), ...(territory && { territory }) }),
      hasSurveyWeekday: (date) => {
        const weekday = weekdayOf(date);
        return asking.some((one) => surveyWeekdaysOn(date, one, schoolCalendarOn(date)).some((own) => own === weekday));
      },
    };
  }

  const opened = new Map<Territory, TerritoryCalendar>();
  const regional = territoryCalendar(rulesOf(undefined, [undefined]));
  const anywhere = territoryCalendar(rulesOf(undefined, [undefined, ...named]));
  return {
    of: (territory) => {
      const calendar = opened.get(territory) ?? territoryCalendar(rulesOf(territory, [territory]));
      opened.set(territory, calendar);
      return calendar;
    },
    regional: () => regional,
    anywhere: () => anywhere,
  };
}

/** The calendar without any entries. */
export const permanentCalendar = calendarOf({ closures: [], schoolYears: new Map(), rites: new Map() });

function territoryCalendar(rules: Rules): TerritoryCalendar {
  const isSurveyDay = (date: LocalDate, level?: Level) =>
    rules.hasStarted(date) &&
    rules.hasSurveyWeekday(date) &&
    levelsOf(level).some((one) => regionalReason(date, one, rules) === undefined);
  return {
    isSurveyDay,
    statusOf: perPlace(rules, (date, place) =>
      rules.hasStarted(date)
        ? surveyDayStatus(date, place, rules)
        : { kind: "not-a-survey-day", reason: "not-started" },
    ),
    flagsOf: perPlace(rules, (date, place) => calendarFlags(date, place, rules)),
    surveyDays: (from, to, place) =>
      datesBetween(from, to).filter((date) =>
        place === undefined ? isSurveyDay(date) : rules.hasStarted(date) && isOpenSurveyDay(date, place, rules),
      ),
    surveyWeekdays: (from, to) => datesBetween(from, to).filter(rules.hasSurveyWeekday),
  };
}

/**
 * Computes each distinct combination of level, locality and own closures of a date only once, for any number of sites.
 */
function perPlace<T>(
  rules: Rules,
  work: (date: LocalDate, place: CalendarPlace) => T,
): (date: LocalDate, place: CalendarPlace) => T {
  const known = new Map<LocalDate, Map<string, T>>();
  return (date, place) => {
    const ofDate = known.get(date) ?? new Map<string, T>();
    known.set(date, ofDate);
    const key = placeKeyOf(place, rules);
    const answer = ofDate.get(key) ?? work(date, place);
    ofDate.set(key, answer);
    return answer;
  };
}

function placeKeyOf(place: CalendarPlace, { closuresOf }: Rules): string {
  const closures = closuresOf(place).map(({ scope }) => scope.kind);
  const institute = closures.includes("institute") ? place.instituteCode : "";
  const site = closures.includes("site") ? place.siteCode : "";
  return `${place.level}|${place.municipality}|${place.siteCode === undefined}|${institute}|${site}`;
}

function datesBetween(from: LocalDate, to: LocalDate): LocalDate[] {
  const days = daysBetween(from, to) + 1;
  if (days > calendarDaysMax) throw new RangeError(`${days} days asked for, at most ${calendarDaysMax} are answered`);
  return Array.from({ length: Math.max(days, 0) }, (_, day) => addDays(from, day));
}

function levelsOf(level: Level | undefined): readonly Level[] {
  return level === undefined ? levels : [level];
}

function scopeKeyOf({ scope }: Closure): string {
  switch (scope.kind) {
    case "region":
      return scope.kind;
    case "territory":
      return `${scope.kind} ${scope.territory}`;
    case "municipality":
      return `${scope.kind} ${scope.municipality}`;
    case "institute":
      return `${scope.kind} ${scope.instituteCode}`;
    case "site":
      return `${scope.kind} ${scope.siteCode}`;
  }
}

/** The keys of the scopes that contain the place, the widest first. */
function scopesAround(
  territory: Territory | undefined,
  { municipality, instituteCode, siteCode }: CalendarPlace,
): string[] {
  return [
    "region",
    `territory ${territory}`,
    `municipality ${municipality}`,
    `institute ${instituteCode}`,
    `site ${siteCode}`,
  ];
}

/**
 * Whether the closure covers the place on the date; the place must be in its scope. A closure of one level is not for
 * all.
 */
function holdsOn({ from, to, level }: Closure, date: LocalDate, place: CalendarPlace): boolean {
  return from <= date && date <= to && (level === undefined || level === place.level);
}

function surveyDayStatus(date: LocalDate, place: CalendarPlace, rules: Rules): CalendarAnswer {
  return rules.hasSurveyWeekday(date)
    ? lessonStatus(date, place, rules)
    : { kind: "not-a-survey-day", reason: "weekday" };
}

const openness = { "not-a-survey-day": 0, closed: 1, "survey-day": 2 } as const satisfies Record<
  CalendarAnswer["kind"],
  number
>;

/** The status of a date whose weekday is a survey weekday. Without a level: the most open status of any level. */
function lessonStatus(date: LocalDate, place: CalendarPlace, rules: Rules): CalendarAnswer {
  return levelsOf(place.level)
    .map((level) => lessonStatusOfLevel(date, level, { ...place, level }, rules))
    .reduce((most, status) => (openness[status.kind] > openness[most.kind] ? status : most));
}

function lessonStatusOfLevel(date: LocalDate, level: Level, place: CalendarPlace, rules: Rules): CalendarAnswer {
  const reason = regionalReason(date, level, rules);
  if (reason !== undefined) return { kind: "not-a-survey-day", reason };
  const { territory } = rules;
  const { municipality, siteCode } = place;
  const isSomewhere = municipality !== undefined || siteCode !== undefined;
  const saint = patronSaintOf({ ...(municipality && { municipality }), ...(territory && { territory }) });
  if (isSomewhere && date.slice(5) === saint) return { kind: "closed", reason: "patron-saint" };
  const rite = rules.riteOf(place);
  if (rite !== undefined && isCarnival(date, rite)) return { kind: "closed", reason: "carnival" };
  const closure = widestOf(
    rules.closuresOf(place).filter((one) => one.kind === "closure" && holdsOn(one, date, place)),
  );
  if (closure !== undefined) return { kind: "closed", reason: "closure", closureId: closure.closureId };
  return { kind: "survey-day" };
}

/** Why no school of the level has lessons on the date; undefined when they have lessons. */
function regionalReason(
  date: LocalDate,
  level: Level,
  { schoolCalendarOn, closuresOf }: Rules,
): "outside-lessons" | "holiday" | undefined {
  const { lessons, holidays } = schoolCalendarOn(date);
  if (date < lessons[level].from || date > lessons[level].to) return "outside-lessons";
  if (holidays.some(({ from, to }) => from <= date && date <= to)) return "holiday";
  const isClosed = closuresOf({}).some(
    (closure) => closure.scope.kind === "region" && closure.kind === "closure" && holdsOn(closure, date, { level }),
  );
  return isClosed ? "holiday" : undefined;
}

const narrowness = { region: 0, territory: 1, municipality: 2, institute: 3, site: 4 } as const satisfies Record<
  ClosureScope["kind"],
  number
>;

/** The closure to name when several apply: the widest, then the lowest id. The order of reading does not matter. */
function widestOf(closures: readonly Closure[]): Closure | undefined {
  const [widest] = closures.toSorted(
    (one, other) =>
      narrowness[one.scope.kind] - narrowness[other.scope.kind] || (one.closureId < other.closureId ? -1 : 1),
  );
  return widest;
}

function calendarFlags(date: LocalDate, place: CalendarPlace, rules: Rules): number {
  let flags = 0;
  if (isYearStart(date, place, rules)) flags |= dayFlags.yearStart;
  if (isAfterBreak(date, place, rules)) flags |= dayFlags.afterBreak;
  if (!hasLessons(nextSchoolWeekday(date), place, rules)) flags |= dayFlags.beforeClosure;
  for (const closure of rules.closuresOf(place)) {
    if (closure.kind !== "closure" && holdsOn(closure, date, place)) flags |= dayFlags[closure.kind];
  }
  return flags;
}

function isOpenSurveyDay(date: LocalDate, place: CalendarPlace, rules: Rules): boolean {
  return surveyDayStatus(date, place, rules).kind === "survey-day";
}

/** Saturdays count as days without lessons: most schools have none, and the days around a break define it. */
function hasLessons(date: LocalDate, place: CalendarPlace, rules: Rules): boolean {
  if (isWeekend(date)) return false;
  return lessonStatus(date, place, rules).kind === "survey-day";
}

/** The next day that is not on a weekend. After a Friday it shows whether lessons stop. */
function nextSchoolWeekday(date: LocalDate): LocalDate {
  const next = addDays(date, 1);
  return isWeekend(next) ? nextSchoolWeekday(next) : next;
}

function isWeekend(date: LocalDate): boolean {
  const weekday = weekdayOf(date);
  return weekday === "saturday" || weekday === "sunday";
}

function isYearStart(date: LocalDate, place: CalendarPlace, rules: Rules): boolean {
  let earlier = 0;
  for (let day = schoolYearBounds(schoolYearOf(date)).from; day < date; day = addDays(day, 1)) {
    if (isOpenSurveyDay(day, place, rules)) earlier += 1;
    if (earlier >= yearStartSurveyDays) return false;
  }
  return true;
}

function isAfterBreak(date: LocalDate, place: CalendarPlace, rules: Rules): boolean {
  let idleDays = 0;
  for (let back = 1; back <= lookBackDaysMax; back += 1) {
    const day = addDays(date, -back);
    if (isOpenSurveyDay(day, place, rules)) return false;
    idleDays = hasLessons(day, place, rules) ? 0 : idleDays + 1;
    if (idleDays >= breakDaysMin) return true;
  }
  return false;
}
