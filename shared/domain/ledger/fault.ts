import type { LocalDate } from "../calendar/local-date.ts";
import type { InstituteCode, SiteCode, Territory } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "../region/health-office.ts";

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
  /** Of what is an office's and no single territory's. */
  officeCode?: OfficeCode;
  siteCode?: SiteCode;
  instituteCode?: InstituteCode;
  alertId?: string;
  job?: string;
  /** For a damaged item: its table, and its key as text. */
  table?: string;
  key?: string;
};

export type NamedFault = { name: FaultName; about: FaultAbout };

/** Equal for the same fault of the same thing. The first office's code is left out, as in earlier releases. */
export function faultKeyOf({ name, about }: NamedFault): string {
  const { surveyDate, territory, officeCode, siteCode, instituteCode, alertId, job, table, key } = about;
  const office = officeCode === undefined || officeCode === firstOfficeCode ? [] : [officeCode];
  return JSON.stringify([name, surveyDate, territory, siteCode, instituteCode, alertId, job, table, key, ...office]);
}
