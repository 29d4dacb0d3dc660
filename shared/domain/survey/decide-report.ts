import type { LocalDate } from "../calendar/local-date.ts";
import { type IfMatch, matchesVersion } from "../if-match.ts";
import { type Refused, refused } from "../refusal.ts";
import type { Enrolment } from "../registry/enrolment.ts";
import { activeReopening, isSentinelOn, type Site } from "../registry/site.ts";
import type { Warning } from "../warning.ts";
import { type AbsenceReport, type ReportContent, type Revision, revisionsMax, sameContent } from "./absence-report.ts";
import { optionalCountNames } from "./optional-counts.ts";
import { surveyWindow, windowState } from "./survey-window.ts";

/** In a site with more pupils than this, zero absent pupils need a confirmation. */
const largeSitePupils = 200;

type ReportInput = {
  site: Pick<Site, "siteCode" | "sentinelFrom" | "sentinelUntil" | "reopenings">;
  surveyDate: LocalDate;
  /** By the regional calendar. Other closures do not matter here: a site that reports was open. */
  isSurveyDay: boolean;
  existing?: AbsenceReport;
  /**
   * The enrolment for the survey day, as known now. A correction is checked against it, not against the earlier one.
   */
  enrolment?: Enrolment;
  content: ReportContent;
  /** The versions that the writer agrees to replace. */
  ifMatch?: IfMatch;
  /** The writer has seen the warnings and confirms the content. */
  confirm: boolean;
  by: string;
  now: Date;
};

export type ReportDecision = { kind: "created" | "corrected" | "unchanged"; report: AbsenceReport } | Refused;

/**
 * Decides about a submission. The same content again changes nothing, even after closing, so that a client can repeat a
 * request whose answer was lost. Then come the refusals that no other content could avoid. The need for a confirmation
 * comes last.
 */
export function decideReport(input: ReportInput): ReportDecision {
  const { site, surveyDate, existing, content, now } = input;
  if (existing !== undefined && sameContent(existing.content, content)) return { kind: "unchanged", report: existing };
  if (!input.isSurveyDay) return refused({ reason: "not-a-survey-day", date: surveyDate });
  if (!isSentinelOn(site, surveyDate)) {
    return refused({ reason: "site-not-sentinel", siteCode: site.siteCode, date: surveyDate });
  }
  const window = surveyWindow(surveyDate);
  const state = windowState(window, now, activeReopening(site, surveyDate, now));
  if (state === "upcoming") return refused({ reason: "survey-day-not-open", window });
  if (state === "closed") return refused({ reason: "survey-day-closed", window });
  const { ifMatch } = input;
  const isMet = existing === undefined ? ifMatch !== "any" : ifMatch && matchesVersion(ifMatch, existing.version);
  if (!isMet) return refused({ reason: "version-conflict", ...(existing === undefined ? {} : { current: existing }) });
  const checked = checkContent(input);
  if (checked.kind === "refused") return checked;
  if (existing !== undefined && existing.version >= revisionsMax) {
    return refused({ reason: "too-many-revisions", revisionsMax });
  }
  const warnings = reportWarnings(content, checked.pupils);
  if (warnings.length > 0 && !input.confirm) return refused({ reason: "needs-confirmation", warnings });

  const entered = { content, pupils: checked.pupils, enteredAt: now, enteredBy: input.by };
  const key = { siteCode: site.siteCode, surveyDate };
  if (existing === undefined) return { kind: "created", report: { ...key, ...entered, version: 1, revisions: [] } };
  const revisions = [...existing.revisions, revisionOf(existing)];
  return { kind: "corrected", report: { ...key, ...entered, version: existing.version + 1, revisions } };
}

/** The warnings that the writer must confirm: over 40 % absent, or nobody absent in a site of more than 200 pupils. */
export function reportWarnings(content: ReportContent, pupils: number): Warning[] {
  if ("closed" in content) return [];
  const warnings: Warning[] = [];
  // The comparison uses whole numbers, so exactly 40 % is not over 40 %.
  if (5 * content.absent > 2 * pupils) warnings.push("over-40-percent-absent");
  if (content.absent === 0 && pupils > largeSitePupils) warnings.push("zero-absent-in-large-site");
  return warnings;
}

/** Checks the content and returns its denominator. A closed site has none: 0. */
function checkContent(input: ReportInput): { kind: "checked"; pupils: number } | Refused {
  const { site, surveyDate, enrolment, content } = input;
  if ("closed" in content) return { kind: "checked", pupils: 0 };
  if (enrolment === undefined) {
    return refused({ reason: "enrolment-missing", siteCode: site.siteCode, date: surveyDate });
  }
  const { absent } = content;
  const { pupils } = enrolment;
  if (absent > pupils) return refused({ reason: "absent-exceeds-enrolled", absent, pupils });
  for (const name of optionalCountNames) {
    const { [name]: count = 0 } = content;
    if (count > absent) return refused({ reason: `${name}-exceeds-absent`, count, absent });
  }
  return { kind: "checked", pupils };
}

function revisionOf({ version, content, pupils, enteredAt, enteredBy }: AbsenceReport): Revision {
  return { version, content, pupils, enteredAt, enteredBy };
}
