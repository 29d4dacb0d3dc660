import { absolute } from "./absolute.ts";
import { type AlignedDays, alignDays } from "./aligned-days.ts";
import { commonCause } from "./common-cause.ts";
import { levelCoverage } from "./level-coverage.ts";
import { levelThreshold } from "./level-threshold.ts";
import type { Evaluation, EvaluationInput, Rule, RuleOutcome } from "./rule.ts";
import { type SiteBaselines, siteBaselinesAt } from "./site-baselines.ts";
import { siteRule } from "./site-rule.ts";
import { type SiteSignals, siteSignalsReader } from "./site-signals.ts";
import { territoryRule } from "./territory-rule.ts";

const rules: readonly Rule[] = [absolute, levelThreshold, siteRule, commonCause, territoryRule];

/**
 * Evaluates one survey day of one territory under a policy: the findings of each rule, and its assessment of every
 * scope. The same input gives the same answer, so a day can be evaluated again at any time.
 * @throws RangeError when the sheets are not of one territory in order
 */
export function evaluateDay<L extends string>(input: EvaluationInput<L>): RuleOutcome<L> {
  const evaluation = evaluationOf(input);
  const outcomes = rules.map((rule) => rule(evaluation));
  return {
    findings: outcomes.flatMap((outcome) => outcome.findings),
    assessments: outcomes.flatMap((outcome) => outcome.assessments),
  };
}

/** The input with its derived parts, for a single rule. */
export function evaluationOf<L extends string>(input: EvaluationInput<L>): Evaluation<L> {
  let days: AlignedDays<L> | undefined;
  let signals: ((k: number) => SiteSignals) | undefined;
  const baselines = new Map<number, SiteBaselines>();
  const evaluation: Evaluation<L> = {
    ...input,
    coverage: levelCoverage(input.today),
    days: () => {
      days ??= alignDays(input.history, input.today, input.notClosed);
      return days;
    },
    baselinesAt: (k) => {
      const known = baselines.get(k) ?? siteBaselinesAt(evaluation.days(), k, input.policy.siteRule);
      baselines.set(k, known);
      return known;
    },
    siteSignalsOn: (k) => {
      signals ??= siteSignalsReader({
        days: evaluation.days(),
        baselinesAt: evaluation.baselinesAt,
        siteRule: input.policy.siteRule,
        commonCause: input.policy.commonCause,
      });
      return signals(k);
    },
  };
  return evaluation;
}
