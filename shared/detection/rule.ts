import type { Finding, Verdict } from "../domain/alert.ts";
import type { AlertPolicy } from "../domain/alert-policy.ts";
import type { DaySheet } from "../domain/day-sheet.ts";
import type { Assessment } from "./assessment.ts";
import type { LevelCoverage } from "./level-coverage.ts";

/** What there is to decide from. No clock, no I/O. */
export type EvaluationInput<L extends string> = {
  policy: AlertPolicy;
  policyVersion: number;
  today: DaySheet<L>;
  /** Earlier day sheets of the same territory, oldest first; `historyDaysMax` of them are used. */
  history: readonly DaySheet<L>[];
  verdict: Verdict;
};

/** The input with what several rules derive from it; each part is derived once, when first asked for. */
export type Evaluation<L extends string> = EvaluationInput<L> & {
  coverage: LevelCoverage<L>;
};

/** Findings become alerts; assessments say of every scope what the rule made of it. */
export type RuleOutcome<L extends string> = { findings: Finding<L>[]; assessments: Assessment<L>[] };

/** One surveillance rule. A layer that the policy switches off answers with nothing. */
export type Rule = <L extends string>(evaluation: Evaluation<L>) => RuleOutcome<L>;
