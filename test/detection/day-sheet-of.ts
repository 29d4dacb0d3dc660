import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import type { Level } from "../../shared/domain/codes.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";

export type Row<L extends string = Level> = {
  siteCode: string;
  level?: L;
  pupils: number;
  /** Absent: asked and missing. */
  absent?: number;
  /** Beside `expected` and `onTime`. */
  flags?: number;
};

/** A day sheet from rows in any order; every row is expected, those with a count came in on time. */
export function daySheetOf<L extends string = Level>(
  surveyDate: string,
  rows: readonly Row<L>[],
  level: L,
): DaySheet<L> {
  const sorted = rows.toSorted((a, b) => (a.siteCode < b.siteCode ? -1 : 1));
  return {
    territory: "MILANO",
    surveyDate,
    siteCodes: sorted.map((row) => row.siteCode),
    levels: sorted.map((row) => row.level ?? level),
    pupils: Int32Array.from(sorted, (row) => (row.absent === undefined ? 0 : row.pupils)),
    absent: Int32Array.from(sorted, (row) => row.absent ?? noCount),
    flags: Uint16Array.from(
      sorted,
      (row) => dayFlags.expected | (row.absent === undefined ? 0 : dayFlags.onTime) | (row.flags ?? 0),
    ),
  };
}
