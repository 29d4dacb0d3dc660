import type { AlertRule, AlertScope } from "../domain/alerts/alert.ts";
import type { Completeness, SiteRulePath } from "../domain/alerts/explanation.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level } from "../domain/codes.ts";
import type { SignalCounts } from "./site-signals.ts";

/** Why a rule has no verdict for a scope on a day. */
export type NotAssessableReason =
  /** Asked, and nothing countable was reported. */
  | "no-report"
  /** The site, or the sites of the territory together, have too few pupils to speak for themselves. */
  | "too-few-pupils"
  /** The site's baseline has too few observations yet. */
  | "warming-up"
  /** Too little of the expected set has reported. */
  | "incomplete"
  | "too-few-sites"
  | "too-few-baseline-days";

/** What a rule made of one scope on one survey day, whether or not it spoke: what dashboards and reports show. */
export type Assessment<L extends string = Level, R = AlertRule> = {
  rule: R;
  scope: AlertScope<L>;
  surveyDate: LocalDate;
  completeness: Completeness;
  /** Absent and enrolled pupils of the scope; 0 of 0 where nothing was reported. */
  absent: number;
  pupils: number;
} & ({ kind: "not-assessable"; reason: NotAssessableReason } | { kind: "assessed"; signal: boolean; measure: Measure });

/** The number a rule compares, and what is usual. Rates are 0 to 1. */
type Measure =
  | { kind: "line"; absenceRateMin: number }
  /**
   * `lnProbability` is absent where the count lies under the rule's floors, so that nothing had to be computed;
   * `upperCount` turns expected rate and overdispersion into a band.
   */
  | { kind: "site"; expectedRate: number; overdispersion: number; lnProbability?: number; path?: SiteRulePath }
  | ({ kind: "share" } & SignalCounts)
  /** The band is the rates between which |z| stays within the policy's limit. */
  | { kind: "territory"; expectedRate: number; lowRate: number; highRate: number; z: number }
  | { kind: "ears"; statistic: number; limit: number };
