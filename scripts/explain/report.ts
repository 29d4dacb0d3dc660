import type { Explanation } from "../../shared/domain/alerts/explanation.ts";
import type { PageTable } from "../report/html-page.ts";
import type { CheckedExplanation } from "./check-explanation.ts";
import type { ExplainedCrossing } from "./read-alert.ts";

export type CheckedCrossing = ExplainedCrossing & { checked?: CheckedExplanation };

/** One row a crossing: the stored result next to the result of computing it again from the same inputs. */
export function explanationTable(crossings: readonly CheckedCrossing[]): PageTable {
  return {
    head: ["survey day", "rule", "verdict", "threshold", "stored", "comes out", ""],
    rows: crossings.map(({ surveyDate, rule, verdict, explanation, checked }) =>
      explanation === undefined || checked === undefined
        ? [surveyDate, rule, verdict, "", "no explanation", "", "not checked"]
        : [
            surveyDate,
            rule,
            verdict,
            thresholdOf(explanation),
            valuesOf(explanation),
            valuesOf(checked.recomputed),
            checked.differing.length === 0 ? "same" : "different",
          ],
    ),
  };
}

function thresholdOf(explanation: Explanation): string {
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return `rate ≥ ${percentOf(explanation.absenceRateMin)}`;
    case "site": {
      const { attentionProbability, certainProbability, confirmedProbability } = explanation.parameters;
      const limit = {
        unlikely: attentionProbability,
        confirmed: confirmedProbability,
        certain: certainProbability,
      }[explanation.path];
      return `P < ${limit}, ${explanation.path}`;
    }
    case "common-cause":
      return `> ${percentOf(explanation.parameters.signallingShareMax)} of sites`;
    case "territory":
      return `z > ${explanation.parameters.zMax}`;
  }
}

function valuesOf(explanation: Explanation): string {
  const rate = percentOf(explanation.absenceRate);
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return rate;
    case "site":
      return `${rate}, P = ${probabilityOf(explanation.test.lnProbability)}`;
    case "common-cause":
      return `${rate}, ${explanation.signallingSites} of ${explanation.reportingSites} sites`;
    case "territory":
      return `${rate}, z = ${explanation.test.z.toPrecision(4)}`;
  }
}

function percentOf(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

/** Computed from the logarithm, because a probability can be smaller than the smallest number of the machine. */
function probabilityOf(lnProbability: number): string {
  const log10 = lnProbability / Math.LN10;
  const exponent = Math.floor(log10);
  return `${(10 ** (log10 - exponent)).toFixed(2)}e${exponent}`;
}
