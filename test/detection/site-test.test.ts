import { describe, expect, test } from "vitest";
import { lnUpperTail } from "../../shared/detection/beta-binomial.ts";
import {
  isOverFloors,
  siteExpectation,
  siteRulePath,
  siteSeverity,
  testIfMissingHadNone,
  testSite,
} from "../../shared/detection/site-test.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";

const { siteRule: rule } = defaultAlertPolicy;
const others = { asked: 20, reported: 10, absent: 120, expectedAbsent: 60, missing: 10, missingExpectedAbsent: 60 };

describe("the expectation of a site on a day", () => {
  test.each([
    ["ten others, half of those asked, have twice their usual", {}, 2],
    ["nine others have reported", { asked: 18, reported: 9 }, 1],
    ["less than half of the others have reported", { asked: 21 }, 1],
    ["the others have less than usual", { absent: 30 }, 1],
    ["the others have four times their usual", { absent: 240 }, 3],
    ["nobody was expected to be absent", { expectedAbsent: 0 }, 1],
  ])("where %s: times %s %i", (_, changes, territoryFactor) => {
    expect(siteExpectation(0.05, 950, { ...others, ...changes }, rule)).toEqual({
      baselineRate: 0.05,
      territoryFactor,
      expectedRate: 0.05 * territoryFactor,
      overdispersion: 0.003 + 1 / 1_000,
    });
  });

  test("is never more than 95 % absent", () => {
    expect(siteExpectation(0.5, 950, others, rule).expectedRate).toBe(0.95);
  });
});

describe("the test of a site", () => {
  const points = ["2025-10-01", "2025-10-02", "2025-10-07", "2025-10-09"];
  const inputs = {
    surveyDate: "2025-10-21",
    absent: 30,
    pupils: 300,
    baselineUsed: points.map((surveyDate) => ({ surveyDate, absent: 15, pupils: 300 })),
    baselineExcluded: [],
    levelAbsent: 6_000,
    levelPupils: 100_000,
    others: { asked: 24, reported: 12, absent: 144, expectedAbsent: 72, missing: 12, missingExpectedAbsent: 72 },
  };

  test("leans on the level, follows the others, and gives the tail", () => {
    const made = testSite(inputs, rule);
    const expectedRate = 2 * ((60 + 50 * 0.06) / 1_250);
    expect(made).toMatchObject({ ...inputs, territoryFactor: 2 });
    expect(made.expectedRate).toBeCloseTo(expectedRate, 12);
    expect(made.expectedAbsent).toBeCloseTo(300 * expectedRate, 12);
    expect(made.lnProbability).toBe(lnUpperTail(30, 300, made.expectedRate, made.overdispersion));
  });

  test("with nobody absent in the missing sites has them among the others", () => {
    expect(testIfMissingHadNone(testSite(inputs, rule), rule)).toMatchObject({
      absent: 30,
      pupils: 300,
      territoryFactor: 1,
      others: { asked: 24, reported: 24, absent: 144, expectedAbsent: 144, missing: 0, missingExpectedAbsent: 0 },
    });
  });

  test("with nobody absent in the missing sites may have enough others at last", () => {
    const few = { asked: 12, reported: 8, absent: 60, expectedAbsent: 20, missing: 4, missingExpectedAbsent: 10 };
    const made = testSite({ ...inputs, others: few }, rule);
    expect([made.territoryFactor, testIfMissingHadNone(made, rule).territoryFactor]).toEqual([1, 2]);
  });
});

test.each([
  ["a rate of 10 %", 30, 300, 0.05, true],
  ["a lower rate", 29, 300, 0.05, false],
  ["5 pupils over the baseline", 8, 30, 0.1, true],
  ["4 pupils over the baseline", 7, 30, 0.1, false],
  ["30 pupils enrolled", 25, 30, 0.05, true],
  ["29 pupils enrolled", 25, 29, 0.05, false],
])("%s: %i of %i, usually %d, is over the floors: %s", (_, absent, pupils, baselineRate, isOver) => {
  expect(isOverFloors(absent, pupils, baselineRate, rule)).toBe(isOver);
});

describe("a test over the floors", () => {
  const [certain, attention, confirmed] = [Math.log(1e-6), Math.log(1e-3), Math.log(1e-2)];
  const below = (limit: number) => limit - 1e-9;

  test.each([
    ["below 1 in 1,000,000", below(certain), undefined, "certain"],
    ["so, after such a day", below(certain), below(certain), "certain"],
    ["at 1 in 1,000,000", certain, undefined, "unlikely"],
    ["below 1 in 1,000", below(attention), undefined, "unlikely"],
    ["at 1 in 1,000", attention, undefined, undefined],
    ["below 1 in 100 on two days", below(confirmed), below(confirmed), "confirmed"],
    ["below 1 in 1,000, after one below 1 in 100", below(attention), below(confirmed), "confirmed"],
    ["below 1 in 100, after one at it", below(confirmed), confirmed, undefined],
    ["at 1 in 100, after one below it", confirmed, below(confirmed), undefined],
    ["below 1 in 100, alone", below(confirmed), undefined, undefined],
    ["below 1 in 1,000, after one at 1 in 100", below(attention), confirmed, "unlikely"],
  ] as const)("%s signals so: %d after %d is %s", (_, lnProbability, lnPrevious, path) => {
    expect(siteRulePath(lnProbability, lnPrevious, rule)).toBe(path);
  });

  test.each([
    ["certain", undefined, "alert"],
    ["confirmed", undefined, "alert"],
    ["unlikely", undefined, "attention"],
    ["certain", "strike", "attention"],
  ] as const)("that is %s, on a day of %s, is an %s", (path, knownCause, severity) => {
    expect(siteSeverity(path, knownCause)).toBe(severity);
  });
});
