import type { Level, SiteCode } from "../codes.ts";
import { countShownMin } from "../count-shown-min.ts";
import { type DaySheet, noCount } from "./day-sheet.ts";

/**
 * The anonymous median of the absence rates, 0 to 1, of the other sites of the same level on a survey day.
 * @returns undefined when too few of them have a count
 */
export function medianRateOfOthers(
  { siteCodes, levels, pupils, absent }: DaySheet,
  one: { siteCode: SiteCode; level: Level },
): number | undefined {
  const rates: number[] = [];
  for (const [index, count] of absent.entries()) {
    const enrolled = pupils[index] ?? 0;
    const isOther = levels[index] === one.level && siteCodes[index] !== one.siteCode;
    if (isOther && count !== noCount && enrolled > 0) rates.push(count / enrolled);
  }
  if (rates.length < countShownMin) return undefined;
  rates.sort((lower, higher) => lower - higher);
  const half = rates.length / 2;
  const upper = rates[Math.floor(half)] ?? 0;
  return Number.isInteger(half) ? ((rates[half - 1] ?? 0) + upper) / 2 : upper;
}
