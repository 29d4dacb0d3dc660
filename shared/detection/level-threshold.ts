import { compareWithLine } from "./fixed-line.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";

/** A fixed "≥ x %" line per school level. It is off by default: real baselines differ too much from site to site. */
export function levelThreshold<L extends string>(evaluation: Evaluation<L>): RuleOutcome<L> {
  const { enabled, absenceRateMin, pupilsMin } = evaluation.policy.levelThresholds;
  if (!enabled) return { findings: [], assessments: [] };
  const lines = new Map<string, number>(Object.entries(absenceRateMin));
  return compareWithLine(evaluation, {
    rule: "level-threshold",
    severity: "attention",
    pupilsMin,
    absenceRateMinOf: (level) => lines.get(level),
  });
}
