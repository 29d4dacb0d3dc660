import type { Explanation } from "../domain/alerts/explanation.ts";
import { isCommonCause } from "./site-signals.ts";
import { siteRulePath, siteSeverity, testIfMissingHadNone, testSite } from "./site-test.ts";
import { staysAbove } from "./territory-rule.ts";
import { testTerritory } from "./territory-test.ts";

/**
 * Computes an explanation again from the inputs that it stores. The result has the same bits on any machine and at any
 * time, so a verdict can be checked years later.
 */
export function recompute(explanation: Explanation): Explanation {
  const absenceRate = explanation.absent / explanation.pupils;
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return { ...explanation, absenceRate };
    case "site": {
      const { parameters, knownCause } = explanation;
      const test = testSite(explanation.test, parameters);
      const previous = explanation.previous === undefined ? undefined : testSite(explanation.previous, parameters);
      const lnPrevious = previous?.lnProbability;
      const path = siteRulePath(test.lnProbability, lnPrevious, parameters) ?? explanation.path;
      const ifMissingHadNone = testIfMissingHadNone(test, parameters).lnProbability;
      return {
        ...explanation,
        absenceRate,
        test,
        ...(previous === undefined ? {} : { previous }),
        path,
        severity: siteSeverity(path, knownCause),
        stillAboveIfMissingHadNone: siteRulePath(ifMissingHadNone, lnPrevious, parameters) !== undefined,
      };
    }
    case "common-cause": {
      const { completeness, parameters } = explanation;
      return {
        ...explanation,
        absenceRate,
        stillAboveIfMissingHadNone: isCommonCause(explanation, parameters, completeness.missing),
      };
    }
    case "territory": {
      const { parameters } = explanation;
      const test = testTerritory(explanation.test, parameters);
      const ifMissingHadNone =
        explanation.testIfMissingHadNone === undefined
          ? undefined
          : testTerritory(explanation.testIfMissingHadNone, parameters);
      return {
        ...explanation,
        absenceRate,
        test,
        previous: explanation.previous.map((before) => testTerritory(before, parameters)),
        ...(ifMissingHadNone === undefined ? {} : { testIfMissingHadNone: ifMissingHadNone }),
        stillAboveIfMissingHadNone: staysAbove(test, ifMissingHadNone, parameters.zMax),
      };
    }
  }
}
