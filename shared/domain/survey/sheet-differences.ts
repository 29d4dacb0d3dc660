import { dayFlags } from "../calendar/day-flags.ts";
import type { SiteCode } from "../codes.ts";
import { type AbsenceReport, firstEnteredAt } from "./absence-report.ts";
import { type DaySheet, noCount } from "./day-sheet.ts";
import { type OptionalCounts, optionalCountNames } from "./optional-counts.ts";
import { surveyWindow, timeliness } from "./survey-window.ts";

/**
 * The sites whose stored reports differ from a closed day's sheet. A count that the sheet does not know is not a
 * difference.
 * @param reports of the sites on the sheet, in any order; a site without one here counts as one without a report
 */
export function sheetDifferences(sheet: DaySheet, reports: readonly AbsenceReport[]): SiteCode[] {
  const known = new Map(reports.map((report) => [report.siteCode, report]));
  return sheet.siteCodes.filter((siteCode, row) => !saysTheSame(sheet, row, known.get(siteCode)));
}

function saysTheSame(sheet: DaySheet, row: number, report: AbsenceReport | undefined): boolean {
  const absent = sheet.absent[row] ?? noCount;
  const pupils = sheet.pupils[row] ?? 0;
  const has = (bits: number) => ((sheet.flags[row] ?? 0) & bits) !== 0;
  const hasCounts = (counts: OptionalCounts) =>
    optionalCountNames.every((name) => sheet[name] === undefined || sheet[name][row] === (counts[name] ?? noCount));
  const isEmpty = absent === noCount && pupils === 0 && hasCounts({}) && !has(dayFlags.onTime | dayFlags.late);
  if (report === undefined) return isEmpty && !has(dayFlags.unexpected);
  const { content } = report;
  if ("closed" in content) return isEmpty && has(dayFlags.exempt | dayFlags.unexpected);
  const isLate = timeliness(firstEnteredAt(report), surveyWindow(sheet.surveyDate)) === "late";
  const asEntered = has(dayFlags.unexpected) || has(isLate ? dayFlags.late : dayFlags.onTime);
  return absent === content.absent && pupils === report.pupils && hasCounts(content) && asEntered;
}
