import { compareWithLine } from "./fixed-line.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";

/** The absolute layer: a site as empty as this needs a call, even if that is usual for it. "At or over" crosses. */
export function absolute<L extends string>(evaluation: Evaluation<L>): RuleOutcome<L> {
  const { enabled, absenceRateMin, pupilsMin } = evaluation.policy.absolute;
  if (!enabled) return { findings: [], assessments: [] };
  return compareWithLine(evaluation, {
    rule: "absolute",
    severity: "alert",
    pupilsMin,
    absenceRateMinOf: () => absenceRateMin,
  });
}
