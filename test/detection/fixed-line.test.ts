import { describe, expect, test } from "vitest";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { type AlertPolicy, defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { daySheetOf, type Row } from "./day-sheet-of.ts";

const onlyLines: AlertPolicy = {
  ...defaultAlertPolicy,
  siteRule: { ...defaultAlertPolicy.siteRule, enabled: false },
  commonCause: { ...defaultAlertPolicy.commonCause, enabled: false },
  territoryRule: { ...defaultAlertPolicy.territoryRule, enabled: false },
};

function evaluate(rows: readonly Row[], policy: AlertPolicy = onlyLines) {
  const today = daySheetOf("2023-02-16", rows, "primary");
  return evaluateDay({
    policy,
    officeCode: "ats-milano",
    policyVersion: 7,
    today,
    history: [],
    verdict: "provisional",
  });
}

describe("the absolute layer", () => {
  test.each([
    ["at the line", 40, 100, true],
    ["one pupil under the line", 39, 100, false],
    ["at the line in the smallest site", 8, 20, true],
    ["far over the line in a site one pupil too small", 19, 19, false],
    ["everybody absent", 300, 300, true],
    ["nobody absent", 0, 300, false],
  ])("%s: %i of %i crosses: %s", (_, absent, pupils, crosses) => {
    const { findings } = evaluate([{ siteCode: "MIEE8AN02L", pupils, absent }]);
    expect(findings.length).toBe(crosses ? 1 : 0);
  });

  test("a crossing names its numbers, its policy and how much had reported", () => {
    const { findings } = evaluate([
      { siteCode: "MIEE8AN02L", pupils: 200, absent: 90 },
      { siteCode: "MIEE8AN03M", pupils: 200 },
      { siteCode: "MIEE8AN04N", pupils: 200, absent: 5, flags: dayFlags.exempt },
      { siteCode: "MIMM8AN01A", level: "lower-secondary", pupils: 200 },
    ]);
    expect(findings).toEqual([
      {
        scope: { kind: "site", siteCode: "MIEE8AN02L", territory: "MILANO", level: "primary" },
        explanation: {
          rule: "absolute",
          surveyDate: "2023-02-16",
          verdict: "provisional",
          severity: "alert",
          officeCode: "ats-milano",
          policyVersion: 7,
          absent: 90,
          pupils: 200,
          absenceRate: 0.45,
          completeness: { expected: 2, reported: 1, missing: 1 },
          stillAboveIfMissingHadNone: true,
          absenceRateMin: 0.4,
          pupilsMin: 20,
        },
      },
    ]);
  });

  test("a site that is missing, exempt or empty is not compared", () => {
    const { findings, assessments } = evaluate([
      { siteCode: "MIEE8AN02L", pupils: 200 },
      { siteCode: "MIEE8AN03M", pupils: 200, absent: 200, flags: dayFlags.exempt },
      { siteCode: "MIEE8AN04N", pupils: 0, absent: 0 },
    ]);
    expect(findings).toEqual([]);
    expect(assessments).toEqual([]);
  });

  test("a site too small says so", () => {
    const { assessments } = evaluate([{ siteCode: "MIEE8AN02L", pupils: 19, absent: 19 }]);
    expect(assessments).toMatchObject([{ kind: "not-assessable", reason: "too-few-pupils" }]);
  });

  test("switched off, it is silent", () => {
    const policy = { ...onlyLines, absolute: { ...onlyLines.absolute, enabled: false } };
    const rows = [{ siteCode: "MIEE8AN02L", pupils: 300, absent: 300 }];
    expect(evaluate(rows, policy)).toEqual({ findings: [], assessments: [] });
  });
});

describe("the plain line per level", () => {
  const policy: AlertPolicy = {
    ...onlyLines,
    absolute: { ...onlyLines.absolute, enabled: false },
    levelThresholds: { enabled: true, absenceRateMin: { primary: 0.1 }, pupilsMin: 20 },
  };

  test("crosses at its own level only", () => {
    const { findings, assessments } = evaluate(
      [
        { siteCode: "MIEE8AN02L", pupils: 100, absent: 10 },
        { siteCode: "MIEE8AN03M", pupils: 100, absent: 9 },
        { siteCode: "MIMM8AN01A", level: "lower-secondary", pupils: 100, absent: 99 },
      ],
      policy,
    );
    expect(findings).toMatchObject([
      { scope: { siteCode: "MIEE8AN02L" }, explanation: { rule: "level-threshold", severity: "attention" } },
    ]);
    expect(assessments).toMatchObject([
      { scope: { siteCode: "MIEE8AN02L" }, signal: true, measure: { absenceRateMin: 0.1 } },
      { scope: { siteCode: "MIEE8AN03M" }, signal: false },
    ]);
  });

  test("is off by default", () => {
    expect(defaultAlertPolicy.levelThresholds.enabled).toBe(false);
  });
});
