import { median, medianAbsoluteDeviation } from "simple-statistics";
import type { TerritoryRulePolicy } from "../domain/alerts/alert-policy.ts";
import type { TerritoryPoint, TerritoryTest } from "../domain/alerts/explanation.ts";

/** The inputs of one test of a territory, as stored in an explanation. */
export type TerritoryTestInputs = Pick<TerritoryTest, keyof TerritoryPoint | "baselineUsed" | "baselineExcluded">;

/** Turns the median absolute deviation of a normal sample into its standard deviation: 1 / Φ⁻¹(¾). */
const madToDeviation = 1.4826;

/**
 * y = ln((A + ½)/(N − A + ½)) − ln((E + ½)/(N − E + ½)): the distance of the day from the expected value, as logits.
 */
function logOddsRatio({ absent, pupils, expectedAbsent }: TerritoryPoint): number {
  return logit(absent, pupils) - logit(expectedAbsent, pupils);
}

function logit(absent: number, pupils: number): number {
  return Math.log((absent + 0.5) / (pupils - absent + 0.5));
}

/** z = (y_t − median y) / max(1.4826·MAD, least spread) from a test's inputs. Same inputs, same bits. */
export function testTerritory(inputs: TerritoryTestInputs, rule: TerritoryRulePolicy): TerritoryTest {
  const { surveyDate, absent, pupils, expectedAbsent, sites, baselineUsed, baselineExcluded } = inputs;
  const past = baselineUsed.map(logOddsRatio);
  const today = logOddsRatio(inputs);
  const middle = median(past);
  const spread = Math.max(madToDeviation * medianAbsoluteDeviation(past), rule.spreadMin);
  return {
    surveyDate,
    absent,
    pupils,
    expectedAbsent,
    sites,
    baselineUsed,
    baselineExcluded,
    logOddsRatio: today,
    median: middle,
    spread,
    z: (today - middle) / spread,
  };
}

/** The absence rate, 0 to 1, at which the test would have had this z. */
export function rateAt(z: number, test: TerritoryTest): number {
  const odds = Math.exp(logit(test.expectedAbsent, test.pupils) + test.median + z * test.spread);
  const absent = (odds / (1 + odds)) * (test.pupils + 1) - 0.5;
  return Math.min(Math.max(absent / test.pupils, 0), 1);
}
