import { describe, expect, test } from "vitest";
import { calendarOf } from "../../../shared/domain/calendar/calendar.ts";
import type { Closure } from "../../../shared/domain/calendar/closure.ts";
import { isAsked, levelsAsked } from "../../../shared/domain/survey/expected-set.ts";

const primary = { level: "primary", sentinelFrom: "2023-02-16", sentinelUntil: "2023-05-02" } as const;

function isExpected(site: Parameters<typeof isAsked>[0], date: string, closures: readonly Closure[]): boolean {
  return isAsked(site, date, levelsOn(date, closures));
}

function levelsOn(date: string, closures: readonly Closure[]) {
  return levelsAsked(date, calendarOf({ closures, schoolYears: new Map(), rites: new Map() }).of("MILANO"));
}

function closure(scope: Closure["scope"]): Closure {
  return { closureId: "c", kind: "closure", scope, from: "2023-03-14", to: "2023-03-14", reason: "elections" };
}

describe("the expected set", () => {
  test.each([
    ["a sentinel site on its first survey day", "2023-02-16", true],
    ["before it is a sentinel", "2023-02-14", false],
    ["on the day from which it is none", "2023-05-02", false],
    ["on a Wednesday", "2023-03-15", false],
    ["on a regional holiday", "2023-04-06", false],
  ])("holds %s: %s, %s", (_, date, asked) => {
    expect(isExpected(primary, date, [])).toBe(asked);
  });

  test("holds only the levels that have lessons", () => {
    const summer = "2023-06-20";
    expect([...levelsOn(summer, [])]).toEqual(["pre-primary"]);
    expect(isExpected({ level: "pre-primary", sentinelFrom: "2023-02-16" }, summer, [])).toBe(true);
    expect(isExpected({ level: "primary", sentinelFrom: "2023-02-16" }, summer, [])).toBe(false);
  });

  test("excludes sites that the region closes, but not those that a municipality, an institute or a site closes", () => {
    expect(isExpected(primary, "2023-03-14", [closure({ kind: "region" })])).toBe(false);
    const local = [
      closure({ kind: "municipality", municipality: "F205" }),
      closure({ kind: "institute", instituteCode: "MIIC8AN00E" }),
      closure({ kind: "site", siteCode: "MIEE8AN02L" }),
    ];
    expect(isExpected(primary, "2023-03-14", local)).toBe(true);
    const inMilano = { ...primary, municipality: "F205", territory: "MILANO", sentinelUntil: "2024-01-01" };
    expect(isExpected(inMilano, "2023-12-07", [])).toBe(true);
  });
});
