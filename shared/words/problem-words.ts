import type { $ZodErrorMap } from "zod/v4/core";
import type { ExceedsAbsent } from "../domain/survey/optional-counts.ts";
import type { Warning } from "../domain/warning.ts";

/** The texts of the API's refusals. Each says what happened and what to do now. */
export type ProblemWords = {
  titles: Record<ExceedsAbsent, string> & {
    "malformed-json": string;
    unauthenticated: string;
    "link-expired": string;
    forbidden: string;
    "not-found": string;
    "not-acceptable": string;
    "survey-day-closed": string;
    "survey-day-not-open": string;
    "site-not-sentinel": string;
    "enrolment-missing": string;
    "too-many-revisions": string;
    "survey-day-too-old": string;
    "too-many-reopenings": string;
    "too-many-closures": string;
    "territory-taken": string;
    "institute-too-large": string;
    "report-unreadable": string;
    "needs-confirmation": string;
    "illegal-transition": string;
    "too-many-transitions": string;
    "backtest-missing": string;
    "version-conflict": string;
    "weak-etag": string;
    "too-large": string;
    "unsupported-media-type": string;
    "invalid-request": string;
    "not-a-survey-day": string;
    "absent-exceeds-enrolled": string;
    "condition-required": string;
    "too-many-requests": string;
    "internal-error": string;
    unavailable: string;
  };
  details: Record<ExceedsAbsent, (count: number, absent: number) => string> & {
    "survey-day-closed": (since: string) => string;
    "survey-day-not-open": (opensAt: string) => string;
    "not-a-survey-day": (date: string) => string;
    "site-not-sentinel": (siteCode: string, date: string) => string;
    "enrolment-missing": (siteCode: string, date: string) => string;
    "absent-exceeds-enrolled": (absent: number, pupils: number) => string;
    "too-many-revisions": (revisionsMax: number) => string;
    "survey-day-too-old": (date: string, daysMax: number) => string;
    "too-many-reopenings": (reopeningsMax: number, firstUntil: string) => string;
    "too-many-closures": (closuresMax: number) => string;
    /** Each territory with the code of the health office that has it. */
    "territory-taken": (taken: string) => string;
    "institute-too-large": (instituteCode: string, sitesMax: number, territoriesMax: number) => string;
    "report-unreadable": (siteCode: string, date: string) => string;
    "needs-confirmation": (warnings: string) => string;
    "version-conflict": string;
    "illegal-transition": (from: string, to: string) => string;
    "too-many-transitions": (transitionsMax: number) => string;
    "backtest-missing": string;
    "link-expired": (lastMinute: string) => string;
    unauthenticated: string;
    forbidden: string;
    "not-found": string;
    "not-acceptable": string;
    "malformed-json": string;
    "unsupported-media-type": (accepted: string) => string;
    "too-large": (limit: string) => string;
    "invalid-request": string;
    "weak-etag": string;
    "condition-required": string;
    "comes-back": (retryAfterSeconds: number) => string;
  };
  /** The units of limits. */
  units: { megabytes: string; rows: string; "site-days": string };
  warnings: Record<Warning, string>;
  /** Faults that a schema alone cannot find. */
  values: {
    ifMatch: string;
    cursor: string;
    seriesScope: string;
    /** `office` is the name of a parameter. */
    officeNotSaid: string;
    /** `to` is the name of a parameter. */
    daysBeforeTo: (daysMax: number) => string;
    yearBefore2000: string;
    reopenedUntil: (daysMax: number) => string;
    "outside-school-year": (schoolYear: string) => string;
    "weekdays-begun": (schoolYear: string) => string;
  };
  /** Zod's messages about a value. */
  ofSchema: () => { localeError: $ZodErrorMap };
  /** Our own messages, by the messages in the contracts. */
  ofContracts: {
    "not a month, as YYYY-MM": string;
    "not a month of the years 2000 to 2099": string;
    "not the id of a backtest": string;
    "lower-case letters, digits and hyphens, at most 60": string;
    "must not come before from": string;
    "at most 10 members": string;
    "not a codice meccanografico": string;
    "the code of an institute: pupils hang on site codes": string;
    "not a date that exists, as YYYY-MM-DD": string;
    "not a date of the years 2000 to 2099": string;
    "not a school year, as 2026-27": string;
    "not two consecutive years": string;
    "not a cadastral code": string;
    "letters, digits, spaces and ' . ( ) / - only": string;
    "not well-formed Unicode": string;
    "control characters are not allowed": string;
    "must come after sentinelFrom": string;
    "must not exceed the baseline's window": string;
    "names a weekday twice": string;
  };
  /** The text of the status page. */
  works: string;
};
