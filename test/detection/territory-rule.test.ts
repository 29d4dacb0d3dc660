import { describe, expect, test } from "vitest";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { rateAt, testTerritory } from "../../shared/detection/territory-test.ts";
import { type AlertPolicy, defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

const policy: AlertPolicy = {
  ...defaultAlertPolicy,
  absolute: { ...defaultAlertPolicy.absolute, enabled: false },
  siteRule: { ...defaultAlertPolicy.siteRule, enabled: false },
};
const firstDay = "2025-10-01";

type Day = { rate: number; reporting?: number; flags?: number; flagged?: number };

/** Days of `sites` sites; on each, `reporting` of them report the rate and `flagged` of those carry the flags. */
function daysOf(days: readonly Day[], sites = 20, pupils = 200): DaySheet[] {
  return days.map(({ rate, reporting = sites, flags = 0, flagged = sites }, number) => {
    const rows = Array.from({ length: sites }, (_, i): Row => {
      const site = { siteCode: `MIEE8${String(i).padStart(5, "0")}`, pupils };
      return i < reporting ? { ...site, absent: Math.round(pupils * rate), flags: i < flagged ? flags : 0 } : site;
    });
    return daySheetOf(addDays(firstDay, number), rows, "primary");
  });
}

function evaluateLast(days: readonly DaySheet[], given: AlertPolicy = policy, notClosed: readonly string[] = []) {
  const today = days.at(-1);
  if (today === undefined) throw new Error("no day");
  const history = days.slice(0, -1);
  const outcome = evaluateDay({
    policy: given,
    officeCode: "ats-milano",
    policyVersion: 1,
    today,
    history,
    notClosed,
    verdict: "final",
  });
  const finding = outcome.findings.find(({ explanation }) => explanation.rule === "territory");
  const explanation = finding?.explanation.rule === "territory" ? finding.explanation : undefined;
  return { explanation, assessment: outcome.assessments.find(({ rule }) => rule === "territory") };
}

const usual: Day[] = [0.06, 0.065, 0.055, 0.06, 0.07, 0.06, 0.055, 0.065, 0.06, 0.06, 0.055, 0.06].map((rate) => ({
  rate,
}));
const ordinary: Day = { rate: 0.06 };
const high: Day = { rate: 0.12 };

describe("a territory", () => {
  test("one high day is a signal, two running are an alert", () => {
    const one = evaluateLast(daysOf([...usual, ordinary, ordinary, high]));
    expect(one.assessment).toMatchObject({ kind: "assessed", signal: true });
    expect(one.explanation).toBeUndefined();

    const two = evaluateLast(daysOf([...usual, ordinary, high, high]));
    expect(two.explanation).toMatchObject({ severity: "alert", absent: 480, pupils: 4000, absenceRate: 0.12 });
    expect(two.explanation?.previous.map(({ surveyDate }) => surveyDate)).toEqual(["2025-10-14"]);
  });

  test("an ordinary day between two high ones parts them; one that cannot be assessed does not", () => {
    expect(evaluateLast(daysOf([...usual, high, ordinary, high])).explanation).toBeUndefined();
    const halfEmpty: Day = { rate: 0.06, reporting: 10 };
    expect(evaluateLast(daysOf([...usual, high, halfEmpty, high])).explanation).toBeDefined();
  });

  test("a day of weather is left aside: it neither alerts nor confirms", () => {
    const snow: Day = { rate: 0.3, flags: dayFlags.weather };
    expect(evaluateLast(daysOf([...usual, ordinary, high, snow])).assessment).toMatchObject({ reason: "incomplete" });
    expect(evaluateLast(daysOf([...usual, ordinary, snow, high])).explanation).toBeUndefined();
  });

  test("an unflagged snow day and a chance beside it are no wave; two snow days are taken for one", () => {
    const snow: Day = { rate: 0.4 };
    const mild: Day = { rate: 0.09 };
    expect(evaluateLast(daysOf([...usual, ordinary, mild, mild])).explanation).toBeDefined();
    expect(evaluateLast(daysOf([...usual, ordinary, snow, mild])).explanation).toBeUndefined();
    expect(evaluateLast(daysOf([...usual, ordinary, mild, snow])).explanation).toBeUndefined();
    expect(evaluateLast(daysOf([...usual, ordinary, snow, snow])).explanation).toBeDefined();
  });

  test("its baseline is the last 12 valid days before a guard of 2", () => {
    const { explanation } = evaluateLast(daysOf([{ rate: 0.2 }, ...usual, ordinary, high, high]));
    expect(explanation?.test.baselineUsed.map(({ surveyDate }) => surveyDate)).toEqual(
      Array.from({ length: 12 }, (_, i) => addDays("2025-10-02", i)),
    );
    expect(explanation?.test.baselineExcluded.map(({ reason }) => reason)).toEqual(["guard", "guard"]);
  });

  test("a day on which most were flagged, and one on which few reported, are no baseline", () => {
    const days = [
      ...usual.slice(0, 8),
      { rate: 0.2, flags: dayFlags.strike, flagged: 15 },
      { rate: 0.2, reporting: 5 },
    ];
    const { explanation } = evaluateLast(daysOf([...days, ...usual.slice(8), ordinary, high, high]));
    expect(explanation?.test.baselineExcluded.map(({ reason }) => reason)).toEqual([
      "strike",
      "too-few-sites",
      "guard",
      "guard",
    ]);
  });

  test("a day that nobody closed is named, and no baseline", () => {
    const days = daysOf([...usual, ordinary, high, high]);
    const [gap] = days.splice(6, 1);
    const notClosed = [gap?.surveyDate ?? ""];
    const { explanation } = evaluateLast(days, policy, notClosed);
    const whole = evaluateLast(days).explanation;
    expect(explanation?.test.baselineExcluded).toEqual([
      { surveyDate: gap?.surveyDate, reason: "not-closed" },
      ...(whole?.test.baselineExcluded ?? []),
    ]);
    expect(explanation?.previous[0]?.baselineExcluded[0]).toEqual({
      surveyDate: gap?.surveyDate,
      reason: "not-closed",
    });
    expect(explanation?.test.z).toBe(whole?.test.z);
  });

  test.each([
    ["60 % of the expected sites", { rate: 0.06, reporting: 12 }, 20, 200, undefined],
    ["less than 60 % of them", { rate: 0.06, reporting: 11 }, 20, 200, "incomplete"],
    ["five sites", ordinary, 5, 400, undefined],
    ["four sites", ordinary, 4, 600, "too-few-sites"],
    ["2,000 pupils", ordinary, 10, 200, undefined],
    ["1,990 pupils", ordinary, 10, 199, "too-few-pupils"],
  ] as const)("with %s: %s", (_, today, sites, pupils, reason) => {
    const { assessment } = evaluateLast(daysOf([...usual, ordinary, ordinary, today], sites, pupils));
    if (reason === undefined) expect(assessment?.kind).toBe("assessed");
    else expect(assessment).toMatchObject({ kind: "not-assessable", reason });
  });

  test("five days of baseline are enough, four are not", () => {
    const withDays = (days: number) => evaluateLast(daysOf([...usual.slice(0, days), ordinary, ordinary, ordinary]));
    expect(withDays(4).assessment).toMatchObject({ reason: "too-few-baseline-days" });
    expect(withDays(5).assessment).toMatchObject({ kind: "assessed" });
    expect(withDays(3).assessment).toMatchObject({ reason: "warming-up" });
  });

  test("says whether it would still be above had nobody been absent in the missing sites", () => {
    const full = evaluateLast(daysOf([...usual, ordinary, high, high])).explanation;
    expect(full).toMatchObject({ stillAboveIfMissingHadNone: true, completeness: { missing: 0 } });
    expect(full?.testIfMissingHadNone).toBeUndefined();

    const few = evaluateLast(daysOf([...usual, ordinary, high, { rate: 0.12, reporting: 19 }])).explanation;
    expect(few).toMatchObject({ stillAboveIfMissingHadNone: true, completeness: { missing: 1 } });

    const many = evaluateLast(daysOf([...usual, ordinary, high, { rate: 0.1, reporting: 12 }])).explanation;
    expect(many).toMatchObject({ stillAboveIfMissingHadNone: false, completeness: { missing: 8 } });
    expect(many?.testIfMissingHadNone).toMatchObject({ absent: 240, pupils: 4000, sites: 20 });
  });
});

describe("the test of a territory", () => {
  const point = (absent: number) => ({
    surveyDate: "2025-10-01",
    absent,
    pupils: 4000,
    expectedAbsent: 240,
    sites: 20,
  });
  const inputs = { ...point(300), baselineUsed: [230, 236, 240, 244, 262].map(point), baselineExcluded: [] };

  test("a quiet past does not make it nervous: the spread is at least 0.10", () => {
    const { spread, z, logOddsRatio, median } = testTerritory(inputs, policy.territoryRule);
    expect(spread).toBe(0.1);
    expect(median).toBe(0);
    expect(z).toBeCloseTo(logOddsRatio / 0.1, 12);
  });

  test("a restless past widens it", () => {
    const restless = { ...inputs, baselineUsed: [150, 200, 240, 300, 380].map(point) };
    expect(testTerritory(restless, policy.territoryRule).spread).toBeGreaterThan(0.25);
  });

  test("the band's edges are the rates at which z meets its limit", () => {
    const test = testTerritory(inputs, policy.territoryRule);
    for (const z of [-3, 0, 3]) {
      const there = testTerritory({ ...inputs, absent: rateAt(z, test) * 4000 }, policy.territoryRule);
      expect(there.z).toBeCloseTo(z, 9);
    }
  });
});
