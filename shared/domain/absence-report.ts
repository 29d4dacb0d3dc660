import type { SiteCode } from "./codes.ts";
import type { LocalDate } from "./local-date.ts";

/** What a school says of a survey day: how many were absent, or that it was closed. */
export type ReportContent = { absent: number; illness?: number } | { closed: true; reason: string };

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

export type Warning =
  | "over-40-percent-absent"
  | "zero-absent-in-large-site"
  | "enrolment-moves-over-25-percent"
  | "over-35-pupils-per-class";
