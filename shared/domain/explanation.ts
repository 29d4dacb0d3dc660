import type { AlertSeverity, Verdict } from "./alert.ts";
import type { LocalDate } from "./local-date.ts";

/** Why a rule spoke, as numbers: everything needed to recompute the verdict bit for bit. No prose is stored. */
export type Explanation = AbsoluteExplanation;

/** What every rule's explanation says. */
type Observed = {
  surveyDate: LocalDate;
  verdict: Verdict;
  severity: AlertSeverity;
  policyVersion: number;
  /** x: absent pupils. */
  absent: number;
  /** n: pupils enrolled that day. */
  pupils: number;
  /** x / n, 0 to 1. */
  absenceRate: number;
  completeness: Completeness;
};

/** How much of the expected set had reported when the rule spoke. */
export type Completeness = { expected: number; reported: number; missing: number };

/** A fixed line: the policy's absolute layer, or its plain threshold for a school level. */
export type AbsoluteExplanation = Observed & {
  rule: "absolute" | "level-threshold";
  absenceRateMin: number;
  pupilsMin: number;
};
