import type { LocalDate } from "../calendar/local-date.ts";
import type { SiteCode } from "../codes.ts";
import { type OptionalCounts, optionalCountNames } from "./optional-counts.ts";

/** The content of a school's report for a survey day: a count of absent pupils, or a closure. */
export type ReportContent = CountedContent | { closed: true; reason: string };

export type CountedContent = { absent: number } & OptionalCounts;

/** One state of the report. */
export type Revision = {
  version: number;
  content: ReportContent;
  /** Pupils enrolled on the survey day at the time of this entry: the denominator of its check. */
  pupils: number;
  enteredAt: Date;
  /** The author: an account or a reminder link, never a mail address. */
  enteredBy: string;
};

/** Natural key (site, survey day). The head is the latest revision; `revisions` are the earlier ones, oldest first. */
export type AbsenceReport = Revision & {
  siteCode: SiteCode;
  surveyDate: LocalDate;
  revisions: readonly Revision[];
};

/** The next revision is refused; no old revision is dropped. */
export const revisionsMax = 50;

/** Whether both have the same content. */
export function sameContent(one: ReportContent, other: ReportContent): boolean {
  if ("closed" in one || "closed" in other) {
    return "closed" in one && "closed" in other && one.reason === other.reason;
  }
  return one.absent === other.absent && optionalCountNames.every((name) => one[name] === other[name]);
}

/** When the site first entered anything for the survey day. A later correction does not make the report late. */
export function firstEnteredAt(report: Pick<AbsenceReport, "enteredAt" | "revisions">): Date {
  return report.revisions[0]?.enteredAt ?? report.enteredAt;
}
