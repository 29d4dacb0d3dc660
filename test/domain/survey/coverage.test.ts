import { describe, expect, test } from "vitest";
import type { Level } from "../../../shared/domain/codes.ts";
import { addRow, completenessOf, coverageOf, emptyCoverage } from "../../../shared/domain/survey/coverage.ts";
import type { DayRow, SiteDayState } from "../../../shared/domain/survey/day-rows.ts";

function row(state: SiteDayState, territory: string, level: Level): DayRow {
  const site = { siteCode: "MIEE8AN02L", instituteCode: "MIIC8AN00E", level, territory };
  return { siteCode: "MIEE8AN02L", site, state, reported: false };
}

describe("coverage", () => {
  test("counts by territory and level, in their order, and leaves exempt and unasked sites outside", async () => {
    const coverage = await coverageOf([
      row("on-time", "MILANO", "primary"),
      row("missing", "MILANO", "pre-primary"),
      row("late", "LODI", "upper-secondary"),
      row("missing", "LODI", "primary"),
      row("late", "MILANO", "primary"),
      row("exempt", "MILANO", "primary"),
      { siteCode: "MIEE8XX01B", state: "unexpected", reported: true },
      row("unexpected", "PAVIA", "primary"),
    ]);
    expect(coverage).toEqual({
      totals: { expected: 5, onTime: 1, late: 2, missing: 2, exempt: 1 },
      items: [
        { territory: "LODI", level: "primary", expected: 1, onTime: 0, late: 0, missing: 1, exempt: 0 },
        { territory: "LODI", level: "upper-secondary", expected: 1, onTime: 0, late: 1, missing: 0, exempt: 0 },
        { territory: "MILANO", level: "pre-primary", expected: 1, onTime: 0, late: 0, missing: 1, exempt: 0 },
        { territory: "MILANO", level: "primary", expected: 2, onTime: 1, late: 1, missing: 0, exempt: 1 },
      ],
      unexpected: 2,
      unreadable: 0,
    });
  });

  test("of no rows is empty", async () => {
    expect(await coverageOf([])).toEqual(emptyCoverage());
  });

  test("folds row by row into the same", async () => {
    const rows = [row("on-time", "MILANO", "primary"), row("exempt", "MILANO", "primary")];
    const folded = emptyCoverage();
    for (const one of rows) addRow(folded, one);
    expect(folded).toEqual(await coverageOf(rows));
  });
});

describe("completeness", () => {
  test.each([
    ["nobody reported", { expected: 4, onTime: 0, late: 0, missing: 4, exempt: 0 }, 0],
    ["three of four reported", { expected: 4, onTime: 1, late: 2, missing: 1, exempt: 9 }, 0.75],
    ["all reported", { expected: 4, onTime: 4, late: 0, missing: 0, exempt: 0 }, 1],
    ["all were exempt", { expected: 0, onTime: 0, late: 0, missing: 0, exempt: 4 }, undefined],
    ["the denominator is wrong: it shows", { expected: 2, onTime: 3, late: 0, missing: 0, exempt: 0 }, 1.5],
  ])("when %s", (_, totals, share) => {
    expect(completenessOf(totals)).toBe(share);
  });
});
