import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { IfMatch } from "../../../shared/domain/if-match.ts";
import { refused } from "../../../shared/domain/refusal.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import { type AbsenceReport, type ReportContent, revisionsMax } from "../../../shared/domain/survey/absence-report.ts";
import { decideReport, type ReportDecision } from "../../../shared/domain/survey/decide-report.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";
import { enrolmentInForce } from "../registry/enrolment-in-force.ts";

export type SubmissionDeps = Pick<Deps, "sites" | "enrolments" | "reports" | "calendar" | "onDamaged">;

export type Submission = {
  site: Site;
  surveyDate: LocalDate;
  content: ReportContent;
  ifMatch: IfMatch | undefined;
  confirm: boolean;
  by: string;
  now: Date;
};

/**
 * Decides on a submission and writes it with one conditional write. The report's own item tells whether it was
 * submitted before, so nothing is read ahead of the write but the site; a refusal is decided again on what is surely
 * current, since the site was read from where a change may arrive late. What is damaged is not written over.
 */
export async function submitReport(submission: Submission, deps: SubmissionDeps): Promise<ReportDecision> {
  try {
    return await decideAndWrite(submission, deps);
  } catch (fault) {
    if (!(fault instanceof DamagedItem) || fault.table !== "absenceReports") throw fault;
    deps.onDamaged(fault);
    const { site, surveyDate } = submission;
    return refused({ reason: "report-unreadable", siteCode: site.siteCode, date: surveyDate });
  }
}

async function decideAndWrite(submission: Submission, deps: SubmissionDeps): Promise<ReportDecision> {
  const { site, surveyDate } = submission;
  const calendar = await deps.calendar();
  const replaced = soleVersion(submission.ifMatch);
  // A condition that names no one version is met, or not, by what stands there.
  if (submission.ifMatch === undefined || replaced !== undefined) {
    const first = await decide(submission, site, undefined, calendar, deps);
    if (first.kind !== "refused") return write(submission, first.report, replaced, calendar, deps);
  }

  const [current, existing] = await Promise.all([
    deps.sites.get(site.siteCode, { consistent: true }),
    deps.reports.get(site.siteCode, surveyDate, { consistent: true }),
  ]);
  const second = await decide(submission, current ?? site, existing, calendar, deps);
  return second.kind === "refused" || second.kind === "unchanged"
    ? second
    : write({ ...submission, site: current ?? site }, second.report, replacedBy(second.report), calendar, deps);
}

/** The one version that a condition names. */
function soleVersion(ifMatch: IfMatch | undefined): number | undefined {
  return ifMatch === undefined || ifMatch === "any" || ifMatch.length > 1 ? undefined : (ifMatch[0] ?? 0);
}

function replacedBy({ version }: AbsenceReport): number {
  return version - 1;
}

/** What a decision that is no refusal counts for, in the metrics of the day. */
export function submissionCounts(kind: Exclude<ReportDecision["kind"], "refused">) {
  return { reportsAccepted: kind === "created" ? 1 : 0, reportsCorrected: kind === "corrected" ? 1 : 0 };
}

/** What the decision sees of a report that is not known yet is what it would see of none. */
async function decide(
  { surveyDate, content, ifMatch, confirm, by, now }: Submission,
  site: Site,
  existing: AbsenceReport | undefined,
  calendar: Calendar,
  deps: SubmissionDeps,
): Promise<ReportDecision> {
  const enrolment = await enrolmentInForce(site, surveyDate, deps);
  return decideReport({
    site,
    surveyDate,
    isSurveyDay: calendar.of(site.territory).isSurveyDay(surveyDate, site.level),
    content,
    confirm,
    by,
    now,
    ...(existing === undefined ? {} : { existing }),
    ...(enrolment === undefined ? {} : { enrolment }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  });
}

/** Decides anew on whatever is found in the way; what another decision allows is not answered before it is written. */
async function write(
  submission: Submission,
  first: AbsenceReport,
  firstReplaced: number | undefined,
  calendar: Calendar,
  deps: SubmissionDeps,
): Promise<ReportDecision> {
  let report = first;
  let replaced = firstReplaced;
  const { siteCode, surveyDate } = first;
  return retryOnConflict(`report ${siteCode} ${surveyDate}`, async () => {
    const written = await tryToWrite(report, replaced, deps);
    if ("decision" in written) return written.decision;
    const decision = await decide(submission, submission.site, written.current, calendar, deps);
    if (decision.kind === "refused" || decision.kind === "unchanged") return decision;
    report = decision.report;
    replaced = replacedBy(report);
    return "conflict";
  });
}

async function tryToWrite(
  report: AbsenceReport,
  replaced: number | undefined,
  deps: SubmissionDeps,
): Promise<{ decision: ReportDecision } | { current: AbsenceReport }> {
  if (replaced !== undefined && replaced >= 1 && replaced < revisionsMax) {
    const outcome = await deps.reports.replace(report, replaced);
    if (outcome.kind === "replaced") return { decision: { kind: "corrected", report: outcome.report } };
    if (outcome.current !== undefined) return { current: outcome.current };
    // Nothing stands there to be replaced: then nothing can be lost by writing it.
  }
  const created = { ...report, version: 1, revisions: [] };
  const outcome = await deps.reports.create(created);
  return outcome.kind === "created" ? { decision: { kind: "created", report: created } } : { current: outcome.current };
}
