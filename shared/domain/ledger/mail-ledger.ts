import type { AlertSeverity } from "../alerts/verdict.ts";
import type { LocalDate } from "../calendar/local-date.ts";
import type { SiteCode } from "../codes.ts";
import type { OfficeCode } from "../region/health-office.ts";

export const ledgerKinds = ["reminder", "digest", "notice", "contact-change"] as const;
export type LedgerKind = (typeof ledgerKinds)[number];

export const ledgerStatuses = [
  "claimed",
  "skipped",
  "sent",
  "delivered",
  "bounced",
  "complained",
  "uncertain",
] as const;
export type LedgerStatus = (typeof ledgerStatuses)[number];

/** The mails of one kind that a health office sends about a date. */
export type LedgerPart = {
  surveyDate: LocalDate;
  kind: LedgerKind;
  officeCode: OfficeCode;
};

/** Identifies one mail, which goes out once. */
export type LedgerKey = LedgerPart & {
  /** The institute of a reminder, or the digest and its reader; never an address. */
  recipient: string;
  round: number;
};

/** An alert, with the severity that a digest gave. */
export type DigestedAlert = { alertId: string; severity: AlertSeverity };

/** One digest names at most this many: its compressed entry still fits in one item. */
export const digestedAlertsMax = 60_000;

/** What a mail is about. */
export type LedgerDetail = {
  siteCodes?: readonly SiteCode[];
  /** Worst first. */
  alerts?: readonly DigestedAlert[];
  /** When the alerts had those severities. A repetition of the mail does not change it. */
  alertsAt?: Date;
  /** The survey day of a digest that is stored under a later date. */
  aboutDate?: LocalDate;
  /** The names of the faults in the mail. */
  faults?: readonly string[];
  /** Number of addresses, because providers count addresses and not mails. Entries of earlier releases have none. */
  recipients?: number;
};

/** The state of a mail. */
export type LedgerEntry = LedgerKey &
  LedgerDetail & {
    status: LedgerStatus;
    /** Claims so far. More than 1 only when a repetition is better than a loss. */
    attempts: number;
    claimedAt: Date;
    /** Until then a worker holds the claim. Afterwards nobody knows whether the mail went out. */
    leaseUntil: Date;
    sentAt?: Date;
    messageId?: string;
    /** Why it was skipped, or the provider's answer. */
    reason?: string;
  };
