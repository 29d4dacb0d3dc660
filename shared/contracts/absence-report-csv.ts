import { stringify } from "csv-stringify/sync";
import { dayFlags } from "../domain/calendar/day-flags.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import { type DaySheet, noCount, optionalCountsOf } from "../domain/survey/day-sheet.ts";
import { type OptionalCounts, optionalCounts } from "../domain/survey/optional-counts.ts";

/** One site on one survey day as a day sheet holds it. */
export type ExportRow = OptionalCounts & {
  date: LocalDate;
  territory: string;
  level: string;
  siteCode: string;
  /** Bits of `dayFlags`. */
  flags: number;
  pupils: number;
  /** `noCount` where nothing countable was reported. */
  absent: number;
};

/** The sites of a day sheet, in its order. */
export function exportRows(sheet: DaySheet): ExportRow[] {
  const { territory, surveyDate, siteCodes, levels, pupils, absent, flags } = sheet;
  return siteCodes.map((siteCode, index) => ({
    date: surveyDate,
    territory,
    level: levels[index] ?? "",
    siteCode,
    flags: flags[index] ?? 0,
    pupils: pupils[index] ?? 0,
    absent: absent[index] ?? noCount,
    ...optionalCountsOf(sheet, index),
  }));
}

/** Smaller counts could point at a child; they do not leave the health office. */
const countShownMin = 5;

const headings = [
  ...["data", "territorio", "grado", "codice_plesso", "stato", "iscritti", "assenti", "tasso_percentuale"],
  ...optionalCounts.map(({ heading }) => heading),
];

const states = [
  [dayFlags.exempt, "esente"],
  [dayFlags.onTime, "puntuale"],
  [dayFlags.late, "in ritardo"],
  [dayFlags.unexpected, "non atteso"],
  [dayFlags.expected, "mancante"],
] as const;

/**
 * The rows as Italian Excel reads them: byte-order mark, semicolons, decimal commas. A cell that a spreadsheet would
 * take for a formula is written so that it stays text.
 */
export function absenceReportCsv(rows: readonly ExportRow[]): string {
  return stringify([headings, ...rows.map(cellsOf)], {
    bom: true,
    delimiter: ";",
    record_delimiter: "windows",
    escape_formulas: true,
  });
}

function cellsOf(row: ExportRow): string[] {
  const { date, territory: place, level, siteCode, flags, pupils, absent } = row;
  const state = states.find(([flag]) => (flags & flag) !== 0)?.[1] ?? "";
  return [date, place, level, siteCode, state, ...countCells(pupils, absent), ...optionalCells(row)];
}

/** The rate would give a small count away. */
function countCells(pupils: number, absent: number): [string, string, string] {
  if (absent === noCount) return ["", "", ""];
  if (absent < countShownMin) return [String(pupils), shownCount(absent), ""];
  const percent = pupils === 0 ? "" : ((100 * absent) / pupils).toFixed(1).replace(".", ",");
  return [String(pupils), shownCount(absent), percent];
}

/** Empty: not given, or not known. */
function optionalCells(row: ExportRow): string[] {
  return optionalCounts.map(({ name }) => (row[name] === undefined ? "" : shownPart(row[name], row.absent)));
}

/** Beside the absent a part also tells how many are not of it: where those are few, only a lower bound is shown. */
function shownPart(count: number, absent: number): string {
  const others = absent - count;
  const givesOthersAway = count >= countShownMin && others > 0 && others < countShownMin;
  return givesOthersAway ? `>=${absent - countShownMin + 1}` : shownCount(count);
}

function shownCount(count: number): string {
  return count < countShownMin ? `<${countShownMin}` : String(count);
}
