import type { LocalDate } from "./local-date.ts";

/** `2026-27`. It starts on 1 September. */
export type SchoolYear = string;

export function schoolYearOf(date: LocalDate): SchoolYear {
  const year = Number(date.slice(0, 4));
  return startingIn(date.slice(5) >= "09-01" ? year : year - 1);
}

/** First and last day of the school year, both included. */
export function schoolYearBounds(year: SchoolYear): { from: LocalDate; to: LocalDate } {
  const first = Number(year.slice(0, 4));
  return { from: `${first}-09-01`, to: `${first + 1}-08-31` };
}

function startingIn(year: number): SchoolYear {
  return `${year}-${String((year + 1) % 100).padStart(2, "0")}`;
}
