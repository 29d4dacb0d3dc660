import type { LocalDate } from "../calendar/local-date.ts";
import type { SiteCode } from "../codes.ts";
import { type OptionalCounts, optionalCountNames } from "./optional-counts.ts";

/** What a school says of a survey day: how many were absent, or that it was closed. */
export type ReportContent = CountedContent | { closed: true; reason: string };

export type CountedContent = { absent: number } & OptionalCounts;

/** One state the report has had. */
export type Revision = {
  version: number;
  content: ReportContent;
  /** Pupils enrolled on the survey day when this was entered: the denominator it was checked against. */
  pupils: number;
  enteredAt: Date;
  /** Who entered it: an account or a reminder link, never a mail address. */
  enteredBy: string;
};

/** Natural key (site, survey day). The head is the latest revision; `revisions` are the earlier ones, oldest first. */
export type AbsenceReport = Revision & {
  siteCode: SiteCode;
  surveyDate: LocalDate;
  revisions: readonly Revision[];
};

/** The 51st is refused; nothing is dropped. */
export const revisionsMax = 50;

/** Whether both say the same. */
export function sameContent(one: ReportContent, other: ReportContent): boolean {
  if ("closed" in one || "closed" in other) {
    return "closed" in one && "closed" in other && one.reason === other.reason;
  }
  return one.absent === other.absent && optionalCountNames.every((name) => one[name] === other[name]);
}

/** When the site first entered anything for the survey day: a later correction does not make it late. */
export function firstEnteredAt(report: Pick<AbsenceReport, "enteredAt" | "revisions">): Date {
  return report.revisions[0]?.enteredAt ?? report.enteredAt;
}
