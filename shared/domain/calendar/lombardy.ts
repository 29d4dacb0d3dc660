import type { Level, Municipality, Territory } from "../codes.ts";
import type { Rite } from "./carnival.ts";
import { easterSunday } from "./easter.ts";
import { addDays } from "./local-date.ts";
import type { DateSpan, SchoolCalendar, SchoolWeekday } from "./school-calendar.ts";
import { type SchoolYear, schoolYearBounds } from "./school-year.ts";

/** Lessons of Lombardy's permanent calendar, `MM-DD`, both ends included (DGR IX/3318 of 2012). */
const lessons = {
  "pre-primary": { from: "09-05", to: "06-30" },
  primary: { from: "09-12", to: "06-08" },
  "lower-secondary": { from: "09-12", to: "06-08" },
  "upper-secondary": { from: "09-12", to: "06-08" },
} as const satisfies Record<Level, { from: string; to: string }>;

/**
 * Days without lessons, `MM-DD`, in the calendar year in which a school year begins, and in the year in which it ends.
 */
const fixedHolidays = {
  first: { "11-01": "Ognissanti", "12-08": "Immacolata" },
  second: { "04-25": "Liberazione", "05-01": "Festa del lavoro", "06-02": "Festa della Repubblica" },
} as const;

/** A public holiday again from 2026 (law 151 of 2025). */
const saintFrancis = { monthDay: "10-04", firstYear: 2026, reason: "San Francesco" } as const;

const christmasBreak = { from: "12-23", to: "01-06" } as const;

/** Days from Easter Sunday: lessons stop three days before it, and continue after the Tuesday that follows. */
const easterBreak = { from: -3, to: 2 } as const;

/** The letter of the Milan school office of February 2023. */
const surveyWeekdays: readonly SchoolWeekday[] = ["tuesday", "thursday"];

/** `MM-DD` by municipality. The health office enters other patron saints as municipal closures. */
const patronSaints: ReadonlyMap<Municipality, string> = new Map([
  ["F205", "12-07"],
  ["E648", "01-19"],
]);

/** Patron saint of a territory's chief town, for sites whose municipality is unknown. */
const patronSaintsByTerritory: ReadonlyMap<Territory, string> = new Map([
  ["MILANO", "12-07"],
  ["LODI", "01-19"],
]);

/** Municipalities whose rite differs from their territory's, or that are asked about without a territory. */
const ritesByMunicipality: ReadonlyMap<Municipality, Rite> = new Map([["F205", "ambrosian"]]);

const ritesByTerritory: ReadonlyMap<Territory, Rite> = new Map([["MILANO", "ambrosian"]]);

/** The location of a school, as far as the registry knows it: two sites in three have no municipality. */
export type Locality = { municipality?: Municipality; territory?: Territory };

const known = new Map<SchoolYear, SchoolCalendar>();

/** The calendar of a school year without any entries. */
export function permanentSchoolCalendar(schoolYear: SchoolYear): SchoolCalendar {
  const worked = known.get(schoolYear) ?? workOut(schoolYear);
  known.set(schoolYear, worked);
  return worked;
}

function workOut(schoolYear: SchoolYear): SchoolCalendar {
  const { from: begin, to: end } = schoolYearBounds(schoolYear);
  const [first, second] = [begin.slice(0, 4), end.slice(0, 4)];
  const spanOf = (level: Level): DateSpan => ({
    from: `${first}-${lessons[level].from}`,
    to: `${second}-${lessons[level].to}`,
  });
  const easter = easterSunday(Number(second));
  const oneDay =
    (year: string) =>
    ([monthDay, reason]: readonly [string, string]) => ({
      from: `${year}-${monthDay}`,
      to: `${year}-${monthDay}`,
      reason,
    });
  const holidays = [
    ...Object.entries(fixedHolidays.first).map(oneDay(first)),
    { from: `${first}-${christmasBreak.from}`, to: `${second}-${christmasBreak.to}`, reason: "Vacanze di Natale" },
    { from: addDays(easter, easterBreak.from), to: addDays(easter, easterBreak.to), reason: "Vacanze di Pasqua" },
    ...Object.entries(fixedHolidays.second).map(oneDay(second)),
  ];
  const { monthDay, firstYear, reason } = saintFrancis;
  if (Number(first) >= firstYear) holidays.push(oneDay(first)([monthDay, reason]));
  return {
    lessons: {
      "pre-primary": spanOf("pre-primary"),
      primary: spanOf("primary"),
      "lower-secondary": spanOf("lower-secondary"),
      "upper-secondary": spanOf("upper-secondary"),
    },
    holidays: holidays.toSorted((one, other) => (one.from < other.from ? -1 : 1)),
    surveyWeekdays: [{ from: begin, weekdays: surveyWeekdays }],
  };
}

/** `MM-DD` of the place's patron saint; the chief town's when the municipality is unknown. */
export function patronSaintOf({ municipality, territory = "" }: Locality): string | undefined {
  return municipality === undefined ? patronSaintsByTerritory.get(territory) : patronSaints.get(municipality);
}

/** The rite of a place, if its territory has no rite of its own. Undefined when no place is given. */
export function permanentRiteOf({ municipality, territory }: Locality): Rite | undefined {
  if (municipality === undefined && territory === undefined) return undefined;
  return ritesByMunicipality.get(municipality ?? "") ?? ritesByTerritory.get(territory ?? "") ?? "roman";
}
