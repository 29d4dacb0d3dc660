import { describe, expect, test } from "vitest";
import { dayFlags } from "../../../shared/domain/calendar/day-flags.ts";
import type { AbsenceReport, ReportContent } from "../../../shared/domain/survey/absence-report.ts";
import { type DaySheet, noCount } from "../../../shared/domain/survey/day-sheet.ts";
import { sheetDifferences } from "../../../shared/domain/survey/sheet-differences.ts";

const surveyDate = "2023-02-16";
const inTime = new Date("2023-02-16T22:59:59Z");
const late = new Date("2023-02-16T23:00:00Z");
const { expected, onTime, exempt, unexpected, strike } = dayFlags;

type Row = { absent?: number; illness?: number; pupils?: number; flags: number };

/** As the release before wrote it where no row speaks of illness. */
function sheetOf(rows: Readonly<Record<string, Row>>): DaySheet {
  const all = Object.values(rows);
  return {
    territory: "MILANO",
    surveyDate,
    siteCodes: Object.keys(rows),
    levels: all.map(() => "primary"),
    pupils: Int32Array.from(all, ({ pupils }) => pupils ?? 0),
    absent: Int32Array.from(all, ({ absent }) => absent ?? noCount),
    flags: Uint16Array.from(all, ({ flags }) => flags),
    ...(all.some((row) => "illness" in row)
      ? { illness: Int32Array.from(all, ({ illness }) => illness ?? noCount) }
      : {}),
  };
}

function report(content: ReportContent, changes: Partial<AbsenceReport> = {}): AbsenceReport {
  const pupils = "closed" in content ? 0 : 100;
  return {
    siteCode: "A",
    surveyDate,
    version: 1,
    content,
    pupils,
    enteredAt: inTime,
    enteredBy: "office",
    revisions: [],
    ...changes,
  };
}

const counted = { absent: 7, pupils: 100, flags: expected | onTime };
const count = report({ absent: 7 });
const closure = report({ closed: true, reason: "Neve" });

describe("a sheet and the stored reports", () => {
  test.each<[string, Row, AbsenceReport | undefined]>([
    ["a count in time", counted, count],
    [
      "with flags of the calendar and of the evaluation",
      { ...counted, flags: counted.flags | strike | dayFlags.alarmed },
      count,
    ],
    ["a late count", { ...counted, flags: expected | dayFlags.late }, report({ absent: 7 }, { enteredAt: late })],
    ["in time, corrected late", counted, report({ absent: 7 }, { version: 2, enteredAt: late, revisions: [count] })],
    ["nobody absent", { ...counted, absent: 0 }, report({ absent: 0 })],
    ["those who are ill too", { ...counted, illness: 3 }, report({ absent: 7, illness: 3 })],
    ["nobody said to be ill", { ...counted, illness: noCount }, count],
    ["those who are ill, whom the sheet does not know", counted, report({ absent: 7, illness: 3 })],
    ["missing", { flags: expected }, undefined],
    ["exempt", { flags: exempt }, undefined],
    ["closed, by the report", { flags: exempt }, closure],
    ["not asked", { ...counted, flags: unexpected }, report({ absent: 7 }, { enteredAt: late })],
    ["not asked and closed", { flags: unexpected }, closure],
  ])("agree: %s", (_, row, stored) => {
    expect(sheetDifferences(sheetOf({ A: row }), stored === undefined ? [] : [stored])).toEqual([]);
  });

  test.each<[string, Row, AbsenceReport | undefined]>([
    ["a report that counts as missing", { flags: expected }, count],
    ["a report that counts as exempt", { flags: exempt }, count],
    ["a count that nobody sent", counted, undefined],
    ["a site that was not asked and has sent nothing", { flags: unexpected }, undefined],
    ["another count", counted, report({ absent: 8 })],
    ["nobody absent, and no count", { flags: expected | onTime }, report({ absent: 0 })],
    ["others ill", { ...counted, illness: 3 }, report({ absent: 7, illness: 4 })],
    ["none ill, and none said to be", { ...counted, illness: 0 }, count],
    ["none said to be ill, and none ill", { ...counted, illness: noCount }, report({ absent: 7, illness: 0 })],
    ["missing, but ill", { flags: expected, illness: 1 }, undefined],
    ["another denominator", counted, report({ absent: 7 }, { pupils: 101 })],
    ["in time, and late", counted, report({ absent: 7 }, { enteredAt: late })],
    ["late, and in time", { ...counted, flags: expected | dayFlags.late }, count],
    ["a closure that counts as missing", { flags: expected }, closure],
    ["a closure that counts as a count", counted, closure],
    ["no count, but in time", { flags: expected | onTime }, undefined],
    ["a count without pupils that nobody sent", { absent: 7, flags: expected }, undefined],
    ["no count, but pupils", { pupils: 100, flags: expected }, undefined],
  ])("differ: %s", (_, row, stored) => {
    expect(sheetDifferences(sheetOf({ A: row }), stored === undefined ? [] : [stored])).toEqual(["A"]);
  });

  test("each site is held against its own report, in whatever order they come", () => {
    const sheet = sheetOf({ A: counted, B: { ...counted, absent: 8 }, C: { flags: expected } });
    const [first, second] = [report({ absent: 8 }, { siteCode: "B" }), count];
    expect(sheetDifferences(sheet, [first, second])).toEqual([]);
    expect(
      sheetDifferences(sheet, [
        { ...first, siteCode: "A" },
        { ...second, siteCode: "B" },
      ]),
    ).toEqual(["A", "B"]);
    expect(sheetDifferences(sheet, [first])).toEqual(["A"]);
  });
});
