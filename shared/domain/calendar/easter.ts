import { addDays, type LocalDate } from "./local-date.ts";

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
