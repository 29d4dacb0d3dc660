import type { LocalDate } from "../calendar/local-date.ts";

/** Names a health office (ATS) in paths and keys: `ats-milano`. */
export type OfficeCode = string;

export const officeCodePattern = /^[a-z0-9][a-z0-9-]{0,59}$/;

/** The owner of every territory without another owner, so that a single ATS needs no set-up. */
export const firstOfficeCode: OfficeCode = "ats";

/** Where schools get help. */
export type OfficeHelp = { phone?: string; email?: string; emailSubject?: string; url?: string };

/** The letter that asks schools to take part. */
export type Circular = { authority: string; number: string; date: LocalDate; url: string };

/** The controller of the data, and the address for questions about them. */
export type DataController = { name: string; dpoEmail?: string };

/**
 * Texts of pages and mails about the office that runs the survey. Its territories name the office; it does not list
 * them.
 */
export type HealthOffice = {
  officeCode: OfficeCode;
  name: string;
  /** The first day of the survey in the office's territories. Absent: no limit. */
  startsOn?: LocalDate;
  help: OfficeHelp;
  circular?: Circular;
  contactPerson?: string;
  controller: DataController;
  /** Whether the form asks schools how many of the absent pupils are ill. */
  asksIllness: boolean;
};
