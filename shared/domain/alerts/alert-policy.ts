import type { Level } from "../codes.ts";
import type { OfficeCode } from "../region/health-office.ts";

/** What the health office wants to be told about. Every alert names the version it was raised under. */
export type AlertPolicy = {
  /** One site is this empty, whatever is usual there. */
  absolute: { enabled: boolean; absenceRateMin: number; pupilsMin: number };
  /** A plain line per school level, for those who want one. */
  levelThresholds: { enabled: boolean; absenceRateMin: Partial<Record<Level, number>>; pupilsMin: number };
  siteRule: SiteRulePolicy;
  commonCause: CommonCausePolicy;
  territoryRule: TerritoryRulePolicy;
};

/** A policy of a health office. */
export type VersionedPolicy = { officeCode: OfficeCode; version: number; policy: AlertPolicy };

/** Rule S: one site against its own past. The names in brackets are those of `docs/detection.md`. */
export type SiteRulePolicy = {
  enabled: boolean;
  /** Valid observations in the baseline (W), and how many it must have. */
  baselineObservations: number;
  baselineObservationsMin: number;
  /** Survey days just before the tested one that do not train (g): an outbreak may have begun on them. */
  guardDays: number;
  /** How many pupils' weight the school level's rate has in the site's own baseline (κ). */
  shrinkagePupils: number;
  /** Variance beyond the binomial, before the uncertainty of the baseline is added (ρ). */
  overdispersion: number;
  /** Cap of the factor by which the whole territory is up on the day (m). */
  territoryFactorMax: number;
  /** The factor is 1 with fewer other sites than this, or when less than this share of them has reported. */
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

/** When so many sites signal on one day, one notice about the territory takes the place of their alerts. */
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
  /** The spread of the baseline is never taken as smaller than this (on the logit). */
  spreadMin: number;
  /** A signal is above this many spreads. */
  zMax: number;
  /** An alert is a signal on so many valid survey days running. */
  consecutiveDays: number;
  reportedShareMin: number;
  sitesMin: number;
  pupilsMin: number;
};

/** Not official: no official threshold exists. The evidence for each number stands in `docs/detection.md`. */
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
