import type { AlertRule, AlertScope } from "../domain/alerts/alert.ts";
import type { AlertPolicy } from "../domain/alerts/alert-policy.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import type { AlertSeverity, Verdict } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { OfficeCode } from "../domain/region/health-office.ts";
import type { DaySheet } from "../domain/survey/day-sheet.ts";
import type { AlignedDays } from "./aligned-days.ts";
import type { Assessment } from "./assessment.ts";
import type { LevelCoverage } from "./level-coverage.ts";
import type { SiteBaselines } from "./site-baselines.ts";
import type { SiteSignals } from "./site-signals.ts";

/** Everything that a decision needs. No clock, no I/O. */
export type EvaluationInput<L extends string> = {
  policy: AlertPolicy;
  /** The office and the version of the policy. Explanations name both. */
  officeCode: OfficeCode;
  policyVersion: number;
  today: DaySheet<L>;
  /** Earlier day sheets of the same territory, oldest first. Only the latest `historyDaysMax` count. */
  history: readonly DaySheet<L>[];
  /** Earlier survey days of the territory without a sheet, oldest first. Explanations list them. Default: none. */
  notClosed?: readonly LocalDate[];
  verdict: Verdict;
};

/**
 * The input and the values that several rules derive from it. Each value is computed once, when a rule first needs it.
 */
export type Evaluation<L extends string> = EvaluationInput<L> & {
  coverage: LevelCoverage<L>;
  /** The history and today as columns. */
  days: () => AlignedDays<L>;
  /** The baselines as seen from day `k` of `days`. */
  baselinesAt: (k: number) => SiteBaselines;
  /** What rule S concludes about the sites on day `k` of `days`, and which levels have a common cause on it. */
  siteSignalsOn: (k: number) => SiteSignals;
};

/** Findings become alerts. Assessments give the rule's conclusion for every scope. */
export type RuleOutcome<L extends string, E = Explanation, R = AlertRule> = {
  findings: { scope: AlertScope<L>; explanation: E }[];
  assessments: Assessment<L, R>[];
};

/** One surveillance rule. It returns nothing when the policy switches its layer off. */
export type Rule = <L extends string>(evaluation: Evaluation<L>) => RuleOutcome<L>;

/** The outcome of any rule, including rules that raise no stored alerts. */
export type AnyOutcome<L extends string> = RuleOutcome<L, { rule: string; severity: AlertSeverity }, string>;
