import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import { type DaySheet, noCount } from "../domain/survey/day-sheet.ts";

/** How many of the latest history sheets are looked at, however many are given. */
export const historyDaysMax = 80;

/** Room for days that do not train: the window then still fills. */
const excludedDaysSpare = 12;

/** How many day sheets before a survey day its evaluation under the policy can make use of. */
export function historyDaysOf({ siteRule, territoryRule }: AlertPolicy): number {
  const window = Math.max(
    siteRule.baselineObservations + siteRule.guardDays,
    territoryRule.baselineDays + territoryRule.guardDays,
  );
  return Math.min(historyDaysMax, window + territoryRule.consecutiveDays + excludedDaysSpare);
}

/**
 * The history and the day itself as a matrix: one row of columns per survey day (oldest first, the tested day last),
 * one column per site that stands on any of the sheets, by ascending code. Sheets are aligned once; the rules then
 * run over plain numbers.
 */
export type AlignedDays<L extends string> = {
  siteCodes: readonly string[];
  /** Index into `levels` per site: its latest level. */
  levelOf: Uint16Array;
  levels: readonly L[];
  dates: readonly LocalDate[];
  /** Survey days without a column, since nobody closed them. */
  notClosed: readonly LocalDate[];
  /** Per day: absent pupils, `noCount` where nothing countable was reported; enrolled pupils; flags. */
  absent: readonly Int32Array[];
  pupils: readonly Int32Array[];
  flags: readonly Uint16Array[];
};

/**
 * Aligns the sheets of one territory.
 * @throws RangeError when the sheets are not of one territory in ascending order of date with ascending site codes:
 * a caller's mistake, which would otherwise end in plausible numbers.
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

/** The union of two ascending lists; the first one itself when the sheet adds nothing. */
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
