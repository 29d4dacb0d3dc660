import type * as z from "zod";
import { formatInstant } from "../domain/calendar/local-date.ts";
import type { LedgerEntry } from "../domain/ledger/mail-ledger.ts";
import { alertIdsMax, type mailLedgerEntry } from "./mail-ledger.ts";

/** A mail of the ledger as it crosses HTTP. */
export function mailLedgerReply({
  surveyDate,
  alerts,
  alertsAt: _,
  aboutDate: __,
  siteCodes,
  leaseUntil: ___,
  faults: ____,
  claimedAt,
  sentAt,
  ...entry
}: LedgerEntry): z.input<typeof mailLedgerEntry> {
  return {
    date: surveyDate,
    ...entry,
    claimedAt: formatInstant(claimedAt),
    ...(sentAt === undefined ? {} : { sentAt: formatInstant(sentAt) }),
    ...(siteCodes === undefined ? {} : { siteCodes: [...siteCodes] }),
    ...(alerts === undefined
      ? {}
      : { alertIds: alerts.slice(0, alertIdsMax).map(({ alertId }) => alertId), alertsTotal: alerts.length }),
  };
}
