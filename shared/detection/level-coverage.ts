import type { Completeness } from "../domain/alerts/explanation.ts";
import { type DaySheet, noCount } from "../domain/survey/day-sheet.ts";
import { isObserved, wasAskedAndOpen } from "./hygiene.ts";

export type LevelCoverage<L extends string> = ReadonlyMap<L, Completeness>;

export const nobodyExpected: Completeness = { expected: 0, reported: 0, missing: 0 };

/** Whether row `i` holds a count to test. */
export function isRowObserved<L extends string>(sheet: DaySheet<L>, i: number): boolean {
  return isObserved(sheet.absent[i] ?? noCount, sheet.pupils[i] ?? 0, sheet.flags[i] ?? 0);
}

/** Completeness of each school level on the sheet. It does not count exempt sites and sites that reported unasked. */
export function levelCoverage<L extends string>(sheet: DaySheet<L>): LevelCoverage<L> {
  const coverage = new Map<L, Completeness>();
  for (const [i, level] of sheet.levels.entries()) {
    const flags = sheet.flags[i] ?? 0;
    const { expected, reported, missing } = coverage.get(level) ?? nobodyExpected;
    const asked = wasAskedAndOpen(flags) ? 1 : 0;
    const came = asked === 1 && isRowObserved(sheet, i) ? 1 : 0;
    coverage.set(level, {
      expected: expected + asked,
      reported: reported + came,
      missing: missing + asked - came,
    });
  }
  return coverage;
}
