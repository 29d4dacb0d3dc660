import type { LocalDate } from "../calendar/local-date.ts";
import type { SiteCode } from "../codes.ts";
import type { OfficeCode } from "../region/health-office.ts";
import type { CommonCausePolicy, SiteRulePolicy, TerritoryRulePolicy } from "./alert-policy.ts";
import type { AlertSeverity, Verdict } from "./verdict.ts";

/**
 * Why a rule signalled, as numbers: everything that is needed to recompute the verdict bit for bit. It stores no prose.
 * Probabilities are natural logarithms.
 */
export type Explanation = AbsoluteExplanation | SiteExplanation | CommonCauseExplanation | TerritoryExplanation;

/** The members of every rule's explanation. */
export type Observed = {
  surveyDate: LocalDate;
  verdict: Verdict;
  severity: AlertSeverity;
  /** The office whose policy applied: it owned the territory when the rule signalled. */
  officeCode: OfficeCode;
  policyVersion: number;
  /** x: absent pupils. For a territory: the sum over the reporting sites. */
  absent: number;
  /** n: pupils enrolled that day. */
  pupils: number;
  /** x / n, 0 to 1. */
  absenceRate: number;
  /** Completeness of the scope's school level in its territory. */
  completeness: Completeness;
  /** Whether the rule would still signal if no pupil of the missing sites were absent. */
  stillAboveIfMissingHadNone: boolean;
};

/** How much of the expected set had reported when the rule signalled. */
export type Completeness = { expected: number; reported: number; missing: number };

/** A fixed line: the policy's absolute layer, or its threshold for a school level. */
export type AbsoluteExplanation = Observed & {
  rule: "absolute" | "level-threshold";
  absenceRateMin: number;
  pupilsMin: number;
};

/** Why an observation before the tested day does not train the baseline. */
export type ExclusionReason =
  | "guard"
  | "strike"
  | "weather"
  | "year-start"
  | "after-break"
  | "before-closure"
  | "alarmed";

export type BaselinePoint = { surveyDate: LocalDate; absent: number; pupils: number };
export type ExcludedPoint = (BaselinePoint & { reason: ExclusionReason }) | NotClosedDay;

/** A survey day without counts: at the evaluation it was not closed, or its day sheet could not be read. */
export type NotClosedDay = { surveyDate: LocalDate; reason: "not-closed" };

/**
 * The sums over the other sites behind the territory factor m = Σ absent / Σ expectedAbsent, before its cap. `reported`
 * counts the sites with a baseline that reported. `missing` counts the sites with a baseline that were asked and have
 * not reported; their expectation uses their latest enrolment.
 */
export type OtherSites = {
  asked: number;
  reported: number;
  absent: number;
  expectedAbsent: number;
  missing: number;
  missingExpectedAbsent: number;
};

/** One test of one site on one survey day: first its inputs, then its results. */
export type SiteTest = BaselinePoint & {
  /** Oldest first. */
  baselineUsed: readonly BaselinePoint[];
  /** Oldest first, no older than the oldest point used. */
  baselineExcluded: readonly ExcludedPoint[];
  /** Sums over the baseline observations of the same school level: their quotient is p_type. */
  levelAbsent: number;
  levelPupils: number;
  others: OtherSites;
  /** p_i. */
  baselineRate: number;
  /** m. */
  territoryFactor: number;
  /** μ. */
  expectedRate: number;
  /** n·μ. */
  expectedAbsent: number;
  /** ρ. */
  overdispersion: number;
  /** ln P(X ≥ x). */
  lnProbability: number;
};

/** `unlikely` is severity *attention*; the other two are *alert*. */
export type SiteRulePath = "unlikely" | "confirmed" | "certain";

export type SiteExplanation = Observed & {
  rule: "site";
  parameters: SiteRulePolicy;
  path: SiteRulePath;
  /** The cause of the day at this site: with it, never more than *attention*. */
  knownCause?: "strike" | "weather";
  test: SiteTest;
  /** The test of the valid survey day before, if the verdict also depends on it. */
  previous?: SiteTest;
};

/** One site of the notice, most unlikely first. */
export type SignallingSite = { siteCode: SiteCode; path: SiteRulePath; lnProbability: number };

/**
 * So many sites signalled at once that a common cause, or the calendar, is more likely than many separate outbreaks.
 */
export type CommonCauseExplanation = Observed & {
  rule: "common-cause";
  parameters: CommonCausePolicy;
  /** Counts of the scope's school level. */
  signallingSites: number;
  reportingSites: number;
  /** The level alone is not over the line: the count is over all levels of the territory. */
  countedOver?: "territory";
  /** At most `signallingSitesListedMax` of them. */
  sites: readonly SignallingSite[];
};

export const signallingSitesListedMax = 200;

/** Sums over the sites that reported on the tested day and on this one; `expectedAbsent` = Σ n·p_j. */
export type TerritoryPoint = BaselinePoint & { expectedAbsent: number; sites: number };
export type ExcludedTerritoryPoint = (TerritoryPoint & { reason: ExclusionReason | "too-few-sites" }) | NotClosedDay;

/** One test of one school level of one territory on one survey day: first its inputs, then its results. */
export type TerritoryTest = TerritoryPoint & {
  /** Oldest first. */
  baselineUsed: readonly TerritoryPoint[];
  /** Oldest first, no older than the oldest point used. */
  baselineExcluded: readonly ExcludedTerritoryPoint[];
  /** y_t: the day's log odds minus the expected log odds. */
  logOddsRatio: number;
  median: number;
  /** s. */
  spread: number;
  z: number;
};

export type TerritoryExplanation = Observed & {
  rule: "territory";
  parameters: TerritoryRulePolicy;
  test: TerritoryTest;
  /** The tests of the valid survey days before that confirm it, newest first. */
  previous: readonly TerritoryTest[];
  /** The same test with the missing sites counted as having reported no absences; absent when none is missing. */
  testIfMissingHadNone?: TerritoryTest;
};
