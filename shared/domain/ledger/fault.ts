import type { LocalDate } from "../calendar/local-date.ts";
import type { InstituteCode, SiteCode, Territory } from "../codes.ts";

/** What can fail in a job while the rest of its work continues. The runbook has a section for each. */
export const faultNames = [
  "damaged-item",
  "day-not-opened",
  "day-not-evaluated",
  "day-not-closed",
  "day-not-told",
  "report-not-counted",
  "alert-failed",
  "digest-failed",
  "reminder-failed",
  "notice-failed",
  "operators-not-told",
  "silence-not-checked",
  "claims-not-settled",
  "day-not-compared",
  "not-watched",
  "job-failed",
] as const;
export type FaultName = (typeof faultNames)[number];

/** The things that a fault concerns: identifiers, never an address. */
export type FaultAbout = {
  surveyDate?: LocalDate;
  territory?: Territory;
  siteCode?: SiteCode;
  instituteCode?: InstituteCode;
  alertId?: string;
  job?: string;
  /** For a damaged item: its table, and its key as text. */
  table?: string;
  key?: string;
};

export type NamedFault = { name: FaultName; about: FaultAbout };

/** Equal for the same fault of the same thing. */
export function faultKeyOf({ name, about }: NamedFault): string {
  const { surveyDate, territory, siteCode, instituteCode, alertId, job, table, key } = about;
  return JSON.stringify([name, surveyDate, territory, siteCode, instituteCode, alertId, job, table, key]);
}
