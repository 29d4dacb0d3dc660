import { describe, expect, test } from "vitest";
import { lnUpperTail } from "../../shared/detection/beta-binomial.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import type { AbsoluteExplanation, SiteExplanation } from "../../shared/domain/alerts/explanation.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { turningCount } from "../../web/health-office/turning-count.ts";

const observed = {
  surveyDate: "2026-11-24",
  verdict: "final",
  severity: "attention",
  officeCode: firstOfficeCode,
  policyVersion: 0,
  absent: 73,
  pupils: 343,
  absenceRate: 73 / 343,
  completeness: { expected: 35, reported: 34, missing: 1 },
  stillAboveIfMissingHadNone: true,
} as const;

const test343 = {
  surveyDate: "2026-11-24",
  absent: 73,
  pupils: 343,
  baselineUsed: [],
  baselineExcluded: [],
  levelAbsent: 0,
  levelPupils: 0,
  others: { asked: 0, reported: 0, absent: 0, expectedAbsent: 0, missing: 0, missingExpectedAbsent: 0 },
  baselineRate: 0.1,
  territoryFactor: 1,
  expectedRate: 0.1,
  expectedAbsent: 34.3,
  overdispersion: 0.004,
  lnProbability: -9.8,
} as const;

const site: SiteExplanation = {
  ...observed,
  rule: "site",
  parameters: defaultAlertPolicy.siteRule,
  path: "unlikely",
  test: test343,
};

describe("the count that would turn the verdict", () => {
  test("of a fixed line is the line itself, and one fewer lies below it", () => {
    const line: AbsoluteExplanation = { ...observed, rule: "absolute", absenceRateMin: 0.4, pupilsMin: 20 };
    expect(turningCount({ ...line, pupils: 287 })).toBe(115);
    expect(115 / 287).toBeGreaterThanOrEqual(0.4);
    expect(114 / 287).toBeLessThan(0.4);
    expect(turningCount({ ...line, pupils: 10 })).toBe(4);
  });

  test("of rule S is where the probability falls below the limit", () => {
    const count = turningCount(site) ?? 0;
    const limit = Math.log(defaultAlertPolicy.siteRule.attentionProbability);
    expect(lnUpperTail(count, 343, 0.1, 0.004)).toBeLessThan(limit);
    expect(lnUpperTail(count - 1, 343, 0.1, 0.004)).toBeGreaterThanOrEqual(limit);
  });

  test("is lower where the day before was past the line too", () => {
    expect(turningCount({ ...site, path: "confirmed", previous: test343 })).toBeLessThan(turningCount(site) ?? 0);
  });

  test("is never below the floors of the rule", () => {
    const quiet = { ...test343, baselineRate: 0.01, expectedRate: 0.01 };
    expect(turningCount({ ...site, test: quiet })).toBe(Math.ceil(0.1 * 343));
  });
});
