import { stringify } from "csv-stringify/sync";
import { dayFlags } from "../domain/calendar/day-flags.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level } from "../domain/codes.ts";
import { countShownMin } from "../domain/count-shown-min.ts";
import type { Language } from "../domain/language.ts";
import { type DaySheet, noCount, optionalCountsOf } from "../domain/survey/day-sheet.ts";
import { type OptionalCounts, optionalCountNames } from "../domain/survey/optional-counts.ts";
import { csvWords } from "../words/in-every-language.ts";
import { spellDecimal } from "../words/spelled-number.ts";

/** One site on one survey day, as in a day sheet. */
export type ExportRow = OptionalCounts & {
  date: LocalDate;
  territory: string;
  /** Empty when the sheet has no level for the site. */
  level: Level | "";
  siteCode: string;
  /** Bits of `dayFlags`. */
  flags: number;
  pupils: number;
  /** `noCount` when nothing countable was reported. */
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

const states = [
  [dayFlags.exempt, "exempt"],
  [dayFlags.onTime, "onTime"],
  [dayFlags.late, "late"],
  [dayFlags.unexpected, "unexpected"],
  [dayFlags.expected, "missing"],
] as const;

/**
 * The rows in the form that Excel in Italy reads: byte-order mark, semicolons. Headings, values and decimals are in the
 * language. A cell that looks like a formula is written so that it stays text.
 */
export function absenceReportCsv(rows: readonly ExportRow[], language: Language): string {
  return stringify([headingsIn(language), ...rows.map((row) => cellsOf(row, language))], {
    bom: true,
    delimiter: ";",
    record_delimiter: "windows",
    escape_formulas: true,
  });
}

function headingsIn(language: Language): string[] {
  const { date, territory, level, siteCode, state, pupils, absent, percentAbsent, ...optional } =
    csvWords[language].headings;
  const counted = [pupils, absent, percentAbsent, ...optionalCountNames.map((name) => optional[name])];
  return [date, territory, level, siteCode, state, ...counted];
}

function cellsOf(row: ExportRow, language: Language): string[] {
  const { date, territory: place, level, siteCode, flags } = row;
  const words = csvWords[language];
  const state = states.find(([flag]) => (flags & flag) !== 0)?.[1];
  const shownState = state === undefined ? "" : words.states[state];
  return [
    date,
    place,
    level === "" ? "" : words.levels[level],
    siteCode,
    shownState,
    ...countCells(row, language),
    ...optionalCells(row),
  ];
}

/** The rate would reveal a small count. */
function countCells({ pupils, absent }: ExportRow, language: Language): [string, string, string] {
  if (absent === noCount) return ["", "", ""];
  if (absent < countShownMin) return [String(pupils), shownCount(absent), ""];
  const percent = pupils === 0 ? "" : spellDecimal((100 * absent) / pupils, language);
  return [String(pupils), shownCount(absent), percent];
}

/** Empty when the count was not given or is not known. */
function optionalCells(row: ExportRow): string[] {
  return optionalCountNames.map((name) => (row[name] === undefined ? "" : shownPart(row[name], row.absent)));
}

/** A part also reveals how many of the absent are not in it. If those are few, only a lower bound appears. */
function shownPart(count: number, absent: number): string {
  const others = absent - count;
  const givesOthersAway = count >= countShownMin && others > 0 && others < countShownMin;
  return givesOthersAway ? `>=${absent - countShownMin + 1}` : shownCount(count);
}

function shownCount(count: number): string {
  return count < countShownMin ? `<${countShownMin}` : String(count);
}
