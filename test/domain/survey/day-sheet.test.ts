import { describe, expect, test } from "vitest";
import { dayFlags } from "../../../shared/domain/calendar/day-flags.ts";
import {
  type DaySheet,
  noCount,
  optionalCountsOf,
  type SheetRow,
  sameCountFlags,
  sheetOf,
} from "../../../shared/domain/survey/day-sheet.ts";

const date = "2023-02-16";

function row(
  siteCode: string,
  state: SheetRow["state"],
  counts?: { absent?: number; illness?: number; pupils: number },
): SheetRow {
  const site = { siteCode, instituteCode: "MIIC8AN00E", level: "primary", territory: "MILANO" } as const;
  if (counts === undefined) return { siteCode, site, state };
  const report = {
    siteCode,
    closed: counts.absent === undefined,
    firstEnteredAt: new Date("2023-02-16T09:00:00Z"),
    ...counts,
  };
  return { siteCode, site, report, state };
}

describe("a day sheet", () => {
  test("gives a row's optional counts back: 0 is one, none is none, and an old sheet knows of none", () => {
    const rows = [
      row("A", "on-time", { absent: 4, pupils: 100 }),
      row("B", "late", { absent: 7, illness: 0, pupils: 80 }),
    ];
    const sheet = sheetOf("MILANO", date, rows, () => 0);
    expect(optionalCountsOf(sheet, 0)).toEqual({});
    expect(optionalCountsOf(sheet, 1)).toEqual({ illness: 0 });
    expect(optionalCountsOf(sheet, 2)).toEqual({});
    const { illness: _, ...old } = sheet;
    expect(optionalCountsOf(old, 1)).toEqual({});
  });

  test("holds every row of its territory as columns", () => {
    const rows = [
      row("A", "on-time", { absent: 0, pupils: 100 }),
      row("B", "late", { absent: 7, illness: 0, pupils: 80 }),
      row("C", "missing"),
      row("D", "exempt"),
      row("E", "exempt", { pupils: 0 }),
      row("F", "unexpected", { absent: 2, pupils: 20 }),
    ];
    const sheet = sheetOf("MILANO", date, rows, ({ siteCode }) => (siteCode === "B" ? dayFlags.strike : 0));
    expect(sheet).toEqual({
      territory: "MILANO",
      surveyDate: date,
      siteCodes: ["A", "B", "C", "D", "E", "F"],
      levels: Array.from({ length: 6 }, () => "primary"),
      pupils: Int32Array.of(100, 80, 0, 0, 0, 20),
      absent: Int32Array.of(0, 7, noCount, noCount, noCount, 2),
      illness: Int32Array.of(noCount, 0, noCount, noCount, noCount, noCount),
      flags: Uint16Array.of(
        dayFlags.expected | dayFlags.onTime,
        dayFlags.expected | dayFlags.late | dayFlags.strike,
        dayFlags.expected,
        dayFlags.exempt,
        dayFlags.exempt,
        dayFlags.unexpected,
      ),
    });
  });

  test.each([
    ["goes back", [row("B", "missing"), row("A", "missing")]],
    ["repeats a site", [row("A", "missing"), row("A", "missing")]],
  ])("is refused when it %s", (_, rows) => {
    expect(() => sheetOf("MILANO", date, rows, () => 0)).toThrow("codes must ascend");
  });

  test("is refused with a row of another territory", () => {
    expect(() => sheetOf("LODI", date, [row("A", "missing")], () => 0)).toThrow("site A is of MILANO, not of LODI");
  });
});

describe("the same count running", () => {
  function day(counts: Record<string, number>): DaySheet {
    const rows = Object.entries(counts).map(([code, absent]) =>
      absent === noCount ? row(code, "missing") : row(code, "on-time", { absent, pupils: 100 }),
    );
    return sheetOf("MILANO", date, rows, () => 0);
  }
  function marked(sheet: DaySheet, earlier: DaySheet[]): string[] {
    const flags = sameCountFlags(sheet, earlier);
    return sheet.siteCodes.filter((_, index) => ((flags[index] ?? 0) & dayFlags.sameCount) !== 0);
  }

  test("is marked on the fourth survey day", () => {
    const same = day({ A: 5, B: 5, C: 0, D: noCount, E: 5 });
    const earlier = [same, same, day({ A: 5, B: 6, C: 0, D: noCount })];
    expect(marked(same, earlier)).toEqual(["A", "C"]);
  });

  test("is not marked on the third", () => {
    const same = day({ A: 5 });
    expect(marked(same, [same, same])).toEqual([]);
  });

  test("leaves the other flags, and the sheet itself, as they are", () => {
    const same = day({ A: 5 });
    const onTime = dayFlags.expected | dayFlags.onTime;
    expect([...sameCountFlags(same, [same, same, same])]).toEqual([onTime | dayFlags.sameCount]);
    expect([...same.flags]).toEqual([onTime]);
  });
});
