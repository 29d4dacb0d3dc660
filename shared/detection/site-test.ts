import type { SiteRulePolicy } from "../domain/alerts/alert-policy.ts";
import type { BaselinePoint, OtherSites, SiteRulePath, SiteTest } from "../domain/alerts/explanation.ts";
import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import { lnUpperTail } from "./beta-binomial.ts";
import { shrunkRate } from "./site-baselines.ts";

/** The inputs of one test of one site, as stored in an explanation. */
export type SiteTestInputs = Pick<
  SiteTest,
  keyof BaselinePoint | "baselineUsed" | "baselineExcluded" | "levelAbsent" | "levelPupils" | "others"
>;

/** What is usual for the site on the day. Rates are 0 to 1. */
export type SiteExpectation = Pick<SiteTest, "baselineRate" | "territoryFactor" | "expectedRate" | "overdispersion">;

/** The highest expected rate: above it the tail would carry no information. */
const expectedRateMax = 0.95;

/** m = clamp(Σ a_j / Σ n_j·p_j, 1, max) over the other sites; 1 while too few of them have reported. */
function territoryFactor(others: OtherSites, rule: SiteRulePolicy): number {
  const { asked, reported, absent, expectedAbsent } = others;
  const enough = reported >= rule.territoryFactorSitesMin && reported >= asked * rule.territoryFactorReportedShareMin;
  if (!enough || expectedAbsent <= 0) return 1;
  return Math.min(Math.max(absent / expectedAbsent, 1), rule.territoryFactorMax);
}

/** μ = min(.95, p·m) and ρ = ρ₀ + 1/(Σn + 50), from the baseline rate p and the pupils Σn behind it. */
export function siteExpectation(
  baselineRate: number,
  baselinePupils: number,
  others: OtherSites,
  rule: SiteRulePolicy,
): SiteExpectation {
  const factor = territoryFactor(others, rule);
  return {
    baselineRate,
    territoryFactor: factor,
    expectedRate: Math.min(expectedRateMax, baselineRate * factor),
    overdispersion: rule.overdispersion + 1 / (baselinePupils + rule.shrinkagePupils),
  };
}

/** Computes the results of a test from its inputs. Same inputs, same bits. */
export function testSite(inputs: SiteTestInputs, rule: SiteRulePolicy): SiteTest {
  const { surveyDate, absent, pupils, baselineUsed, baselineExcluded, levelAbsent, levelPupils, others } = inputs;
  const baselineAbsent = baselineUsed.reduce((sum, point) => sum + point.absent, 0);
  const baselinePupils = baselineUsed.reduce((sum, point) => sum + point.pupils, 0);
  const baselineRate = shrunkRate(baselineAbsent, baselinePupils, levelAbsent / levelPupils, rule.shrinkagePupils);
  const expectation = siteExpectation(baselineRate, baselinePupils, others, rule);
  return {
    surveyDate,
    absent,
    pupils,
    baselineUsed,
    baselineExcluded,
    levelAbsent,
    levelPupils,
    others,
    ...expectation,
    expectedAbsent: pupils * expectation.expectedRate,
    lnProbability: lnUpperTail(absent, pupils, expectation.expectedRate, expectation.overdispersion),
  };
}

/**
 * The same test, as if the missing other sites had reported that nobody was absent. The factor m becomes smaller. Or it
 * applies for the first time, when too few others had reported before.
 */
export function testIfMissingHadNone(test: SiteTest, rule: SiteRulePolicy): SiteTest {
  const { asked, reported, absent, expectedAbsent, missing, missingExpectedAbsent } = test.others;
  return testSite(
    {
      ...test,
      others: {
        asked,
        reported: reported + missing,
        absent,
        expectedAbsent: expectedAbsent + missingExpectedAbsent,
        missing: 0,
        missingExpectedAbsent: 0,
      },
    },
    rule,
  );
}

/** Whether a probability is computed: the site, its rate and its excess over the baseline must be large enough. */
export function isOverFloors(absent: number, pupils: number, baselineRate: number, rule: SiteRulePolicy): boolean {
  return (
    pupils >= rule.pupilsMin &&
    absent / pupils >= rule.absenceRateMin &&
    absent - pupils * baselineRate >= rule.excessPupilsMin
  );
}

/**
 * How a test over the floors signals, if it does.
 * @param lnPrevious ln P of the valid survey day before, if that day was over the floors too
 */
export function siteRulePath(
  lnProbability: number,
  lnPrevious: number | undefined,
  rule: SiteRulePolicy,
): SiteRulePath | undefined {
  if (lnProbability < Math.log(rule.certainProbability)) return "certain";
  const confirmed = Math.log(rule.confirmedProbability);
  if (lnPrevious !== undefined && lnProbability < confirmed && lnPrevious < confirmed) return "confirmed";
  return lnProbability < Math.log(rule.attentionProbability) ? "unlikely" : undefined;
}

/** *Alert* when the path is certain or confirmed, but never on a day with a known cause. */
export function siteSeverity(path: SiteRulePath, knownCause: string | undefined): AlertSeverity {
  return path === "unlikely" || knownCause !== undefined ? "attention" : "alert";
}
