import { upperCount } from "../../shared/detection/beta-binomial.ts";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";

/**
 * The smallest number of absent pupils that would still have made the rule signal, with all other inputs equal.
 * Undefined for rules about many sites at once, because no single number decides there.
 */
export function turningCount(explanation: Explanation): number | undefined {
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return Math.ceil(explanation.absenceRateMin * explanation.pupils);
    case "site": {
      const { parameters, test, previous } = explanation;
      // When the day before was over the line too, the milder probability is enough.
      const probability = previous === undefined ? parameters.attentionProbability : parameters.confirmedProbability;
      const { pupils, expectedRate, overdispersion, baselineRate } = test;
      return Math.max(
        upperCount(Math.log(probability), pupils, expectedRate, overdispersion),
        Math.ceil(parameters.absenceRateMin * pupils),
        Math.ceil(pupils * baselineRate + parameters.excessPupilsMin),
      );
    }
    case "common-cause":
    case "territory":
      return undefined;
  }
}
