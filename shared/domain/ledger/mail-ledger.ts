import type { AlertSeverity } from "../alerts/verdict.ts";
import type { LocalDate } from "../calendar/local-date.ts";
import type { SiteCode } from "../codes.ts";

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

/** Names one mail: it goes out once. */
export type LedgerKey = {
  surveyDate: LocalDate;
  kind: LedgerKind;
  /** The institute of a reminder, the digest and its reader: never an address. */
  recipient: string;
  round: number;
};

/** An alert as a digest told it. */
export type DigestedAlert = { alertId: string; severity: AlertSeverity };

/** One digest names so many at most: its entry stays an item, compressed as the store writes it. */
export const digestedAlertsMax = 60_000;

/** What a mail is about. */
export type LedgerDetail = {
  siteCodes?: readonly SiteCode[];
  /** Worst first. */
  alerts?: readonly DigestedAlert[];
  /** When those were the alerts' severities; a repeat of the mail leaves it as it was. */
  alertsAt?: Date;
  /** The survey day of a digest that lies under a later date. */
  aboutDate?: LocalDate;
  /** Names of what was told to be broken. */
  faults?: readonly string[];
  /** Addresses: providers count them, not mails. Entries of earlier releases have none. */
  recipients?: number;
};

/** What became of a mail. */
export type LedgerEntry = LedgerKey &
  LedgerDetail & {
    status: LedgerStatus;
    /** Claims so far: over 1 only where a repeat is better than a loss. */
    attempts: number;
    claimedAt: Date;
    /** Until then the claim is somebody's work in progress; after it nobody knows whether the mail went out. */
    leaseUntil: Date;
    sentAt?: Date;
    messageId?: string;
    /** Why it was skipped, or what the provider said. */
    reason?: string;
  };
