import { easterSunday } from "./easter.ts";
import { addDays, type LocalDate } from "./local-date.ts";

/** The rite of a place decides when its Carnival is. */
export const rites = ["roman", "ambrosian"] as const;
export type Rite = (typeof rites)[number];

/**
 * Days from Easter Sunday: Monday and Tuesday before Ash Wednesday; in the ambrosian rite the Friday and Saturday after
 * it.
 */
const carnivalFromEaster = { roman: [-48, -47], ambrosian: [-44, -43] } as const satisfies Record<Rite, number[]>;

/** Whether the date is one of the two days of Carnival without lessons. */
export function isCarnival(date: LocalDate, rite: Rite): boolean {
  const easter = easterSunday(Number(date.slice(0, 4)));
  return carnivalFromEaster[rite].some((days) => addDays(easter, days) === date);
}
