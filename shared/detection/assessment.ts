import type { AlertRule, AlertScope } from "../domain/alerts/alert.ts";
import type { Completeness, SiteRulePath } from "../domain/alerts/explanation.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level } from "../domain/codes.ts";
import type { SignalCounts } from "./site-signals.ts";

/** Why a rule has no verdict for a scope on a day. */
export type NotAssessableReason =
  /** The site was asked, but reported nothing that can be counted. */
  | "no-report"
  /** The site, or all sites of the territory together, have too few pupils for a verdict. */
  | "too-few-pupils"
  /** The site's baseline has too few observations yet. */
  | "warming-up"
  /** Too little of the expected set has reported. */
  | "incomplete"
  | "too-few-sites"
  | "too-few-baseline-days";

/**
 * What a rule concluded about one scope on one survey day, with or without a signal. Dashboards and reports show it.
 */
export type Assessment<L extends string = Level, R = AlertRule> = {
  rule: R;
  scope: AlertScope<L>;
  surveyDate: LocalDate;
  completeness: Completeness;
  /** Absent and enrolled pupils of the scope; 0 of 0 where nothing was reported. */
  absent: number;
  pupils: number;
} & ({ kind: "not-assessable"; reason: NotAssessableReason } | { kind: "assessed"; signal: boolean; measure: Measure });

/** The number that a rule compares, and the usual value. Rates are 0 to 1. */
type Measure =
  | { kind: "line"; absenceRateMin: number }
  /**
   * `lnProbability` is absent when the count is under the rule's floors, because it need not be computed. `upperCount`
   * turns the expected rate and the overdispersion into a band.
   */
  | { kind: "site"; expectedRate: number; overdispersion: number; lnProbability?: number; path?: SiteRulePath }
  | ({ kind: "share" } & SignalCounts)
  /** The band is the rates between which |z| stays within the policy's limit. */
  | { kind: "territory"; expectedRate: number; lowRate: number; highRate: number; z: number }
  | { kind: "ears"; statistic: number; limit: number };
