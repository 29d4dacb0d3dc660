import type { Level } from "../codes.ts";
import type { OfficeCode } from "../region/health-office.ts";

/** When the health office wants an alert. Every alert names the policy version under which it was raised. */
export type AlertPolicy = {
  /** A site is as empty as this, even if that is usual there. */
  absolute: { enabled: boolean; absenceRateMin: number; pupilsMin: number };
  /** A fixed line per school level, for offices that want one. */
  levelThresholds: { enabled: boolean; absenceRateMin: Partial<Record<Level, number>>; pupilsMin: number };
  siteRule: SiteRulePolicy;
  commonCause: CommonCausePolicy;
  territoryRule: TerritoryRulePolicy;
};

/** A policy of a health office. */
export type VersionedPolicy = { officeCode: OfficeCode; version: number; policy: AlertPolicy };

/** Rule S compares one site with its own past. The names in brackets are those of `docs/detection.md`. */
export type SiteRulePolicy = {
  enabled: boolean;
  /** Valid observations in the baseline (W), and the minimum number of them. */
  baselineObservations: number;
  baselineObservationsMin: number;
  /** Survey days just before the tested one that do not train (g): an outbreak may have begun on them. */
  guardDays: number;
  /** The weight of the school level's rate in the site's own baseline, in pupils (κ). */
  shrinkagePupils: number;
  /** Variance in addition to the binomial, without the uncertainty of the baseline (ρ). */
  overdispersion: number;
  /** Cap of the factor for a high rate in the whole territory on the day (m). */
  territoryFactorMax: number;
  /** The factor is 1 with fewer other sites than this, or when a smaller share of them has reported. */
  territoryFactorSitesMin: number;
  territoryFactorReportedShareMin: number;
  /** Below this: *attention*. */
  attentionProbability: number;
  /** Below this on two consecutive valid days: *alert*. */
  confirmedProbability: number;
  /** Below this once: *alert*. */
  certainProbability: number;
  /** Floors: a signal is at least this rate, this many pupils over the baseline, in a site of this size. */
  absenceRateMin: number;
  excessPupilsMin: number;
  pupilsMin: number;
};

/** When this many sites signal on one day, one notice about the territory replaces their alerts. */
export type CommonCausePolicy = {
  enabled: boolean;
  /** More than this share of the reporting sites of the level, and at least this many. */
  signallingShareMax: number;
  signallingSitesMin: number;
};

/** Rule T: the reporting sites of one school level in one territory, together. */
export type TerritoryRulePolicy = {
  enabled: boolean;
  baselineDays: number;
  baselineDaysMin: number;
  guardDays: number;
  /** The spread of the baseline is at least this (on the logit). */
  spreadMin: number;
  /** A signal is above this many spreads. */
  zMax: number;
  /** An alert is a signal on this many valid survey days in a row. */
  consecutiveDays: number;
  reportedShareMin: number;
  sitesMin: number;
  pupilsMin: number;
};

/** Not official: no official threshold exists. `docs/detection.md` has the evidence for each number. */
export const defaultAlertPolicy: AlertPolicy = {
  absolute: { enabled: true, absenceRateMin: 0.4, pupilsMin: 20 },
  levelThresholds: { enabled: false, absenceRateMin: {}, pupilsMin: 20 },
  siteRule: {
    enabled: true,
    baselineObservations: 12,
    baselineObservationsMin: 4,
    guardDays: 2,
    shrinkagePupils: 50,
    overdispersion: 0.003,
    territoryFactorMax: 3,
    territoryFactorSitesMin: 10,
    territoryFactorReportedShareMin: 0.5,
    attentionProbability: 1e-3,
    confirmedProbability: 1e-2,
    certainProbability: 1e-6,
    absenceRateMin: 0.1,
    excessPupilsMin: 5,
    pupilsMin: 30,
  },
  commonCause: { enabled: true, signallingShareMax: 0.2, signallingSitesMin: 3 },
  territoryRule: {
    enabled: true,
    baselineDays: 12,
    baselineDaysMin: 5,
    guardDays: 2,
    spreadMin: 0.1,
    zMax: 3,
    consecutiveDays: 2,
    reportedShareMin: 0.6,
    sitesMin: 5,
    pupilsMin: 2000,
  },
};
