import type { TakenTerritory } from "./region/give-territories.ts";
import type { AbsenceReport } from "./survey/absence-report.ts";
import type { ExceedsAbsent } from "./survey/optional-counts.ts";
import type { SurveyWindow } from "./survey/survey-window.ts";
import type { Warning } from "./warning.ts";

/** The closed list of the domain's refusals, each with the data that its reader needs to continue. */
export type Refusal =
  | { reason: "survey-day-closed"; window: SurveyWindow }
  | { reason: "survey-day-not-open"; window: SurveyWindow }
  | { reason: "not-a-survey-day"; date: string }
  | { reason: "site-not-sentinel"; siteCode: string; date: string }
  | { reason: "enrolment-missing"; siteCode: string; date: string }
  | { reason: "absent-exceeds-enrolled"; absent: number; pupils: number }
  | { reason: ExceedsAbsent; count: number; absent: number }
  | { reason: "too-many-revisions"; revisionsMax: number }
  | { reason: "survey-day-too-old"; date: string; daysMax: number }
  | { reason: "too-many-reopenings"; reopeningsMax: number; firstUntil: Date }
  | { reason: "too-many-closures"; closuresMax: number }
  | { reason: "territory-taken"; taken: readonly TakenTerritory[] }
  | { reason: "institute-too-large"; instituteCode: string; sitesMax: number; territoriesMax: number }
  | { reason: "report-unreadable"; siteCode: string; date: string }
  | { reason: "needs-confirmation"; warnings: readonly Warning[] }
  /** Without `current`: the writer wanted to replace a report that does not exist. */
  | { reason: "version-conflict"; current?: AbsenceReport }
  | { reason: "illegal-transition"; from: string; to: string }
  | { reason: "too-many-transitions"; transitionsMax: number };

export type Refused = { kind: "refused"; refusal: Refusal };

export function refused(refusal: Refusal): Refused {
  return { kind: "refused", refusal };
}
