import { upperCount } from "../../shared/detection/beta-binomial.ts";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";

/**
 * The smallest number of absent pupils with which the rule would still have spoken, all else as it was; undefined for
 * rules about many sites at once, where no single number decides.
 */
export function turningCount(explanation: Explanation): number | undefined {
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return Math.ceil(explanation.absenceRateMin * explanation.pupils);
    case "site": {
      const { parameters, test, previous } = explanation;
      // Where the day before was past the line too, the milder probability is enough.
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
