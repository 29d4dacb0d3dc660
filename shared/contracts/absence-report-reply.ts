import type * as z from "zod";
import { formatInstant } from "../domain/calendar/local-date.ts";
import { type AbsenceReport, firstEnteredAt, type Revision } from "../domain/survey/absence-report.ts";
import { surveyWindow, timeliness } from "../domain/survey/survey-window.ts";
import type { absenceReport } from "./absence-report.ts";

type AbsenceReportReply = z.output<typeof absenceReport>;

/** One state of a report as it crosses HTTP. */
export function revisionReply({
  version,
  content,
  pupils,
  enteredAt,
  enteredBy,
}: Revision): AbsenceReportReply["revisions"][number] {
  return { version, ...content, pupils, enteredAt: formatInstant(enteredAt), enteredBy };
}

/** The report as it crosses HTTP. */
export function absenceReportReply(report: AbsenceReport): AbsenceReportReply {
  return {
    siteCode: report.siteCode,
    date: report.surveyDate,
    ...revisionReply(report),
    timeliness: timeliness(firstEnteredAt(report), surveyWindow(report.surveyDate)),
    revisions: report.revisions.map(revisionReply),
  };
}
