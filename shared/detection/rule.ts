import type { AlertRule, AlertScope } from "../domain/alerts/alert.ts";
import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import type { AlertSeverity, Verdict } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { DaySheet } from "../domain/survey/day-sheet.ts";
import type { AlignedDays } from "./aligned-days.ts";
import type { Assessment } from "./assessment.ts";
import type { LevelCoverage } from "./level-coverage.ts";
import type { SiteBaselines } from "./site-baselines.ts";
import type { SiteSignals } from "./site-signals.ts";

/** What there is to decide from. No clock, no I/O. */
export type EvaluationInput<L extends string> = {
  policy: AlertPolicy;
  policyVersion: number;
  today: DaySheet<L>;
  /** Earlier day sheets of the same territory, oldest first; `historyDaysMax` of them are used. */
  history: readonly DaySheet<L>[];
  /** Earlier survey days of the territory that lack a sheet, oldest first: explanations list them. Default none. */
  notClosed?: readonly LocalDate[];
  verdict: Verdict;
};

/** The input with what several rules derive from it; each part is computed once, when a rule first asks for it. */
export type Evaluation<L extends string> = EvaluationInput<L> & {
  coverage: LevelCoverage<L>;
  /** The history and today as columns. */
  days: () => AlignedDays<L>;
  /** The baselines as seen from day `k` of `days`. */
  baselinesAt: (k: number) => SiteBaselines;
  /** What rule S makes of the sites on day `k` of `days`, and which levels have a common cause on it. */
  siteSignalsOn: (k: number) => SiteSignals;
};

/** Findings become alerts; assessments say of every scope what the rule made of it. */
export type RuleOutcome<L extends string, E = Explanation, R = AlertRule> = {
  findings: { scope: AlertScope<L>; explanation: E }[];
  assessments: Assessment<L, R>[];
};

/** One surveillance rule. A layer that the policy switches off answers with nothing. */
export type Rule = <L extends string>(evaluation: Evaluation<L>) => RuleOutcome<L>;

/** The outcome of any rule, also of those that raise no stored alerts. */
export type AnyOutcome<L extends string> = RuleOutcome<L, { rule: string; severity: AlertSeverity }, string>;
