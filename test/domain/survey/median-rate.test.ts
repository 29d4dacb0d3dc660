import { describe, expect, test } from "vitest";
import type { Level } from "../../../shared/domain/codes.ts";
import { type DaySheet, noCount } from "../../../shared/domain/survey/day-sheet.ts";
import { medianRateOfOthers } from "../../../shared/domain/survey/median-rate.ts";

type Row = { absent: number; pupils?: number; level?: Level };

const own = { siteCode: "ZZEE80100A", level: "primary" } as const;

/** The site itself, of whose pupils 90 % are absent, and the others. */
function sheet(others: readonly Row[]): DaySheet {
  const rows: Row[] = [{ absent: 90 }, ...others];
  return {
    territory: "VALDORSA",
    surveyDate: "2023-02-16",
    siteCodes: rows.map((_, index) => `ZZEE8010${index}A`),
    levels: rows.map(({ level = "primary" }) => level),
    pupils: Int32Array.from(rows, ({ pupils = 100 }) => pupils),
    absent: Int32Array.from(rows, ({ absent }) => absent),
    flags: new Uint16Array(rows.length),
  };
}

const four: Row[] = [{ absent: 8 }, { absent: 2 }, { absent: 6 }, { absent: 4 }];

describe("the median of the other sites", () => {
  test.each([
    ["four tell nothing", four, undefined],
    ["five tell the middle one", [...four, { absent: 10 }], 0.06],
    ["six tell the mean of the two in the middle", [...four, { absent: 10 }, { absent: 12 }], 0.07],
    ["rates are compared, not counts", [...four, { absent: 30, pupils: 1_000 }], 0.04],
    ["zero is a count", [...four, { absent: 0 }], 0.04],
  ])("%s", (_, others, median) => {
    expect(medianRateOfOthers(sheet(others), own)).toBe(median);
  });

  test.each<[string, Row]>([
    ["of another level", { absent: 10, level: "lower-secondary" }],
    ["without a count", { absent: noCount }],
    ["without pupils", { absent: 0, pupils: 0 }],
  ])("a fifth %s is none of them", (_, fifth) => {
    expect(medianRateOfOthers(sheet([...four, fifth]), own)).toBeUndefined();
  });
});
