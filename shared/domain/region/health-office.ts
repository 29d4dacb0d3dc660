import type { LocalDate } from "../calendar/local-date.ts";

/** Names a health office (ATS) in paths and keys: `ats-milano`. */
export type OfficeCode = string;

export const officeCodePattern = /^[a-z0-9][a-z0-9-]{0,59}$/;

/** The office that owns what nobody has given to another: a single ATS needs no set-up. */
export const firstOfficeCode: OfficeCode = "ats";

/** Whom schools ask for help. */
export type OfficeHelp = { phone?: string; email?: string; emailSubject?: string; url?: string };

/** The letter by which schools are asked to take part. */
export type Circular = { authority: string; number: string; date: LocalDate; url: string };

/** Who answers for the data, and whom one writes to about them. */
export type DataController = { name: string; dpoEmail?: string };

/** What pages and mails say of the office that runs the survey. Its territories name it, not the other way round. */
export type HealthOffice = {
  officeCode: OfficeCode;
  name: string;
  /** Before it nothing is surveyed in the office's territories; absent: there is no such bound. */
  startsOn?: LocalDate;
  help: OfficeHelp;
  circular?: Circular;
  contactPerson?: string;
  controller: DataController;
  /** Whether schools are asked how many of the absent are ill. */
  asksIllness: boolean;
};
