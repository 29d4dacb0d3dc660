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
 * Decides about a submission and writes it with one conditional write. The report's own item shows whether it was
 * submitted before, so only the site is read before the write. The read of the site may be outdated, so a refusal is
 * decided again with a consistent read. A damaged report is not overwritten.
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
  // Whether a condition without exactly one version is met depends on the stored report.
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

/** The single version in a condition. */
function soleVersion(ifMatch: IfMatch | undefined): number | undefined {
  return ifMatch === undefined || ifMatch === "any" || ifMatch.length > 1 ? undefined : (ifMatch[0] ?? 0);
}

function replacedBy({ version }: AbsenceReport): number {
  return version - 1;
}

/** The counts of an accepted decision for the metrics of the day. */
export function submissionCounts(kind: Exclude<ReportDecision["kind"], "refused">) {
  return { reportsAccepted: kind === "created" ? 1 : 0, reportsCorrected: kind === "corrected" ? 1 : 0 };
}

/** Decides before the stored report is known, as if there were none. */
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

/** Decides again with each stored report that it finds. An accepted decision is returned only after it was written. */
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
    // There is no report to replace, so a new one loses nothing.
  }
  const created = { ...report, version: 1, revisions: [] };
  const outcome = await deps.reports.create(created);
  return outcome.kind === "created" ? { decision: { kind: "created", report: created } } : { current: outcome.current };
}
