import type { AlertSeverity } from "./alert.ts";
import type { SiteCode } from "./codes.ts";
import type { LocalDate } from "./local-date.ts";

export const ledgerKinds = ["reminder", "digest", "notice"] as const;
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

/** What a mail is about. */
export type LedgerDetail = {
  siteCodes?: readonly SiteCode[];
  alerts?: readonly { alertId: string; severity: AlertSeverity }[];
  /** Names of the faults, each for one fault of one thing. */
  faults?: readonly string[];
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
