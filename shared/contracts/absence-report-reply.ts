import type * as z from "zod";
import { formatInstant } from "../domain/calendar/local-date.ts";
import { type AbsenceReport, firstEnteredAt, type Revision } from "../domain/survey/absence-report.ts";
import type { DayReport } from "../domain/survey/day-rows.ts";
import { givenByName, type OptionalCountName } from "../domain/survey/optional-counts.ts";
import { surveyWindow, timeliness } from "../domain/survey/survey-window.ts";
import type { absenceReport } from "./absence-report.ts";
import type { siteDay } from "./coverage.ts";

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

/** The short form of a report as it crosses HTTP, for lists of a whole survey day. */
export function dayReportReply(
  report: DayReport,
): Pick<z.input<typeof siteDay>, "enteredAt" | "absent" | "pupils" | "absenceRate" | OptionalCountName> {
  const { absent, pupils, firstEnteredAt } = report;
  return {
    enteredAt: formatInstant(firstEnteredAt),
    ...(absent === undefined ? {} : { absent, pupils, ...(pupils === 0 ? {} : { absenceRate: absent / pupils }) }),
    ...givenByName(({ name }) => report[name]),
  };
}
