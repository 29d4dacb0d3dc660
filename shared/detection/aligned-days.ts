import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import { type DaySheet, noCount } from "../domain/survey/day-sheet.ts";

/** An evaluation uses at most this many history sheets, the latest ones. */
export const historyDaysMax = 80;

/** Extra days: the window still fills when some days do not train. */
const excludedDaysSpare = 12;

/** How many day sheets before a survey day its evaluation under the policy can use. */
export function historyDaysOf({ siteRule, territoryRule }: AlertPolicy): number {
  const window = Math.max(
    siteRule.baselineObservations + siteRule.guardDays,
    territoryRule.baselineDays + territoryRule.guardDays,
  );
  return Math.min(historyDaysMax, window + territoryRule.consecutiveDays + excludedDaysSpare);
}

/**
 * The history and the tested day as a matrix. There is one row per survey day, oldest first and the tested day last,
 * and one column per site found on any sheet, by ascending code. The sheets are aligned once, so that the rules run
 * over plain numbers.
 */
export type AlignedDays<L extends string> = {
  siteCodes: readonly string[];
  /** Index into `levels` per site: its latest level. */
  levelOf: Uint16Array;
  levels: readonly L[];
  dates: readonly LocalDate[];
  /** Survey days without a sheet, because they were never closed. */
  notClosed: readonly LocalDate[];
  /** Per day: absent pupils, `noCount` where nothing countable was reported; enrolled pupils; flags. */
  absent: readonly Int32Array[];
  pupils: readonly Int32Array[];
  flags: readonly Uint16Array[];
};

/**
 * Aligns the sheets of one territory.
 * @throws RangeError when the sheets are of several territories, or when dates or site codes are not in ascending
 * order. That is a caller's mistake, and it would otherwise give plausible numbers.
 */
export function alignDays<L extends string>(
  history: readonly DaySheet<L>[],
  today: DaySheet<L>,
  notClosed: readonly LocalDate[] = [],
): AlignedDays<L> {
  const sheets = [...history.slice(-historyDaysMax), today];
  let previous: DaySheet<L> | undefined;
  for (const sheet of sheets) {
    if (sheet.territory !== today.territory) {
      throw new RangeError(`day sheets of ${today.territory} and ${sheet.territory} in one history`);
    }
    if (previous !== undefined && previous.surveyDate >= sheet.surveyDate) {
      throw new RangeError(`day sheet of ${sheet.surveyDate} after that of ${previous.surveyDate}`);
    }
    previous = sheet;
  }

  const siteCodes = sheets.reduce<readonly string[]>((union, sheet) => mergeCodes(union, sheet), []);
  const levelIndex = new Map<L, number>();
  const levelOf = new Uint16Array(siteCodes.length);
  const absent: Int32Array[] = [];
  const pupils: Int32Array[] = [];
  const flags: Uint16Array[] = [];
  for (const sheet of sheets) {
    const dayAbsent = new Int32Array(siteCodes.length).fill(noCount);
    const dayPupils = new Int32Array(siteCodes.length);
    const dayBits = new Uint16Array(siteCodes.length);
    let site = 0;
    for (let row = 0; row < sheet.siteCodes.length; row++) {
      while (siteCodes[site] !== sheet.siteCodes[row]) site++;
      dayAbsent[site] = sheet.absent[row] ?? noCount;
      dayPupils[site] = sheet.pupils[row] ?? 0;
      dayBits[site] = sheet.flags[row] ?? 0;
      const level = sheet.levels[row];
      if (level === undefined) throw new RangeError(`site ${siteCodes[site]} without a level on ${sheet.surveyDate}`);
      let index = levelIndex.get(level);
      if (index === undefined) {
        index = levelIndex.size;
        levelIndex.set(level, index);
      }
      levelOf[site] = index;
    }
    absent.push(dayAbsent);
    pupils.push(dayPupils);
    flags.push(dayBits);
  }
  return {
    siteCodes,
    levelOf,
    levels: [...levelIndex.keys()],
    dates: sheets.map((sheet) => sheet.surveyDate),
    notClosed,
    absent,
    pupils,
    flags,
  };
}

/** The union of two ascending lists. It is the first list itself when the sheet adds nothing. */
function mergeCodes<L extends string>(known: readonly string[], sheet: DaySheet<L>): readonly string[] {
  const codes = sheet.siteCodes;
  const added: string[] = [];
  let k = 0;
  let before = "";
  for (const code of codes) {
    if (code <= before) throw new RangeError(`site ${code} is out of order on ${sheet.surveyDate}`);
    before = code;
    let candidate = known[k];
    while (candidate !== undefined && candidate < code) candidate = known[++k];
    if (candidate === code) k++;
    else added.push(code);
  }
  if (added.length === 0) return known;
  if (known.length === 0) return added;

  const union: string[] = [];
  let a = 0;
  for (const code of known) {
    for (let next = added[a]; next !== undefined && next < code; next = added[++a]) union.push(next);
    union.push(code);
  }
  return union.concat(added.slice(a));
}
