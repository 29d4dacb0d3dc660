import type { Municipality, Territory } from "../codes.ts";
import { addDays, type LocalDate } from "./local-date.ts";

/** Which rite a place follows decides when its Carnival is. */
export type Rite = "roman" | "ambrosian";

/** Where a school stands, as far as the registry knows: the municipality is missing for two sites in three. */
export type Locality = { municipality?: Municipality; territory?: Territory };

/** `MM-DD` of days on which no school of Lombardy has lessons (DGR IX/3318 of 2012), except those that move with Easter. */
const fixedHolidays: ReadonlySet<string> = new Set(["11-01", "12-08", "04-25", "05-01", "06-02"]);

/** Saint Francis, a public holiday again since 2026 (law 151 of 2025). */
const saintFrancis = { monthDay: "10-04", firstYear: 2026 } as const;

const christmasBreak = { from: "12-23", to: "01-06" } as const;

/** Days from Easter Sunday: lessons stop three days before it and go on after the Tuesday that follows. */
const easterBreak = { from: -3, to: 2 } as const;

/** No day of the break of any year lies outside: Easter Sunday falls on 22 March at the earliest, on 25 April at the latest. */
const easterSeason = { from: "03-19", to: "04-27" } as const;

/** Days from Easter Sunday: Monday and Tuesday before Ash Wednesday; by the ambrosian rite the Friday and Saturday after it. */
const carnivalFromEaster = { roman: [-48, -47], ambrosian: [-44, -43] } as const satisfies Record<Rite, number[]>;

/** `MM-DD` by municipality. Others are entered by the health office as municipal closures. */
const patronSaints: ReadonlyMap<Municipality, string> = new Map([
  ["F205", "12-07"],
  ["E648", "01-19"],
]);

/** Patron saint of a territory's chief town, for sites whose municipality is unknown. */
const patronSaintsByTerritory: ReadonlyMap<Territory, string> = new Map([
  ["MILANO", "12-07"],
  ["LODI", "01-19"],
]);

/** Municipalities whose rite is not their territory's, or that are asked about without one. */
const rites: ReadonlyMap<Municipality, Rite> = new Map([["F205", "ambrosian"]]);

const ritesByTerritory: ReadonlyMap<Territory, Rite> = new Map([["MILANO", "ambrosian"]]);

/** Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8: the Jones–Butcher rule). */
export function easterSunday(year: number): LocalDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const lunarCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - lunarCorrection + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const latest = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const marchDays = epact + weekday - 7 * latest + 22;
  return addDays(`${String(year).padStart(4, "0")}-03-01`, marchDays - 1);
}

/** The two days of Carnival without lessons. */
export function carnivalDays(year: number, rite: Rite): readonly LocalDate[] {
  const easter = easterSunday(year);
  return carnivalFromEaster[rite].map((days) => addDays(easter, days));
}

/** Whether the regional calendar closes every school on the date: public holidays, Christmas and Easter. */
export function isRegionalHoliday(date: LocalDate): boolean {
  const monthDay = date.slice(5);
  const year = Number(date.slice(0, 4));
  if (fixedHolidays.has(monthDay)) return true;
  if (monthDay === saintFrancis.monthDay) return year >= saintFrancis.firstYear;
  if (monthDay >= christmasBreak.from || monthDay <= christmasBreak.to) return true;
  if (monthDay < easterSeason.from || monthDay > easterSeason.to) return false;
  const easter = easterSunday(year);
  return date >= addDays(easter, easterBreak.from) && date <= addDays(easter, easterBreak.to);
}

/** Whether the date is the feast of the place's patron saint; that of the territory's chief town where the municipality is unknown. */
export function isPatronSaint(date: LocalDate, { municipality, territory = "" }: Locality): boolean {
  const monthDay = municipality === undefined ? patronSaintsByTerritory.get(territory) : patronSaints.get(municipality);
  return date.slice(5) === monthDay;
}

/** Whether the date is one of the two days of Carnival where the place is. Nowhere in particular has no Carnival. */
export function isCarnival(date: LocalDate, locality: Locality): boolean {
  const rite = riteOf(locality);
  return rite !== undefined && carnivalDays(Number(date.slice(0, 4)), rite).includes(date);
}

function riteOf({ municipality, territory }: Locality): Rite | undefined {
  if (municipality === undefined && territory === undefined) return undefined;
  return rites.get(municipality ?? "") ?? ritesByTerritory.get(territory ?? "") ?? "roman";
}
