import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import type {
  AbsoluteExplanation,
  CommonCauseExplanation,
  Observed,
  SiteExplanation,
  SiteTest,
  TerritoryExplanation,
  TerritoryTest,
} from "../../shared/domain/alerts/explanation.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";

const surveyDate = "2023-03-14";

function observed(absent: number, pupils: number): Observed {
  return {
    surveyDate,
    verdict: "provisional",
    severity: "attention",
    officeCode: firstOfficeCode,
    policyVersion: 3,
    absent,
    pupils,
    absenceRate: absent / pupils,
    completeness: { expected: 60, reported: 42, missing: 18 },
    stillAboveIfMissingHadNone: true,
  };
}

/** `absent` of `pupils` over the absolute line of 40 %. */
export function absoluteExplanation(absent: number, pupils: number): AbsoluteExplanation {
  return { ...observed(absent, pupils), rule: "absolute", absenceRateMin: 0.4, pupilsMin: 20 };
}

/** 36 of 84 where 7.9 % were expected: once in 2,345. */
export function siteExplanation(path: SiteExplanation["path"]): SiteExplanation {
  const past = { surveyDate: "2023-03-02", absent: 6, pupils: 84 };
  const test: SiteTest = {
    surveyDate,
    absent: 36,
    pupils: 84,
    baselineUsed: [past, past, past, past],
    baselineExcluded: [],
    levelAbsent: 700,
    levelPupils: 10_000,
    others: { asked: 59, reported: 41, absent: 900, expectedAbsent: 820, missing: 18, missingExpectedAbsent: 360 },
    baselineRate: 0.072,
    territoryFactor: 1.1,
    expectedRate: 0.079,
    expectedAbsent: 6.6,
    overdispersion: 0.004,
    lnProbability: -Math.log(2345),
  };
  return { ...observed(36, 84), rule: "site", parameters: defaultAlertPolicy.siteRule, path, test };
}

/** 1,204 of 14,300 in 41 sites where 890 were expected, for the second survey day running. */
export function territoryExplanation(): TerritoryExplanation {
  const past = { surveyDate: "2023-03-02", absent: 900, pupils: 14_000, expectedAbsent: 880, sites: 40 };
  const test: TerritoryTest = {
    surveyDate,
    absent: 1204,
    pupils: 14_300,
    expectedAbsent: 890,
    sites: 41,
    baselineUsed: [past, past, past, past, past],
    baselineExcluded: [],
    logOddsRatio: 0.33,
    median: 0.01,
    spread: 0.1,
    z: 4.12,
  };
  return {
    ...observed(1204, 14_300),
    rule: "territory",
    parameters: defaultAlertPolicy.territoryRule,
    test,
    previous: [test],
  };
}

/** 12 of 40 sites signal on the same day. */
export function commonCauseExplanation(): CommonCauseExplanation {
  return {
    ...observed(1204, 14_300),
    rule: "common-cause",
    parameters: defaultAlertPolicy.commonCause,
    signallingSites: 12,
    reportingSites: 40,
    sites: [],
  };
}
