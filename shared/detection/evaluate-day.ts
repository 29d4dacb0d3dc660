import { absolute } from "./absolute.ts";
import { levelCoverage } from "./level-coverage.ts";
import { levelThreshold } from "./level-threshold.ts";
import type { EvaluationInput, Rule, RuleOutcome } from "./rule.ts";

const rules: readonly Rule[] = [absolute, levelThreshold];

/**
 * Evaluates one survey day of one territory under a policy: what each rule found, and what it made of every scope.
 * The same input gives the same answer, so a day can be evaluated as often as one likes.
 */
export function evaluateDay<L extends string>(input: EvaluationInput<L>): RuleOutcome<L> {
  const evaluation = { ...input, coverage: levelCoverage(input.today) };
  const outcomes = rules.map((rule) => rule(evaluation));
  return {
    findings: outcomes.flatMap((outcome) => outcome.findings),
    assessments: outcomes.flatMap((outcome) => outcome.assessments),
  };
}
