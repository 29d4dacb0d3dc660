import pMap from "p-map";
import { digestDates } from "../../../shared/domain/alerts/telling.ts";
import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { type LedgerEntry, type LedgerKind, ledgerKinds } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { Isolated } from "../faults/faults.ts";

/** Claims of this many days are searched. */
const claimedDays = 5;
const queriesAtOnce = 8;

export type SettlingDeps = Pick<Deps, "mailLedger" | "calendar" | "onDamaged"> & Isolated;

/**
 * Marks claims of the last days whose lease has expired as uncertain: their worker has died, and nobody knows whether
 * those mails went out. Every job settles the claims of all days and kinds, so no claim waits for its own job.
 * @returns all uncertain mails of those days
 */
export async function settleClaims(now: Date, deps: SettlingDeps): Promise<LedgerEntry[]> {
  const calendar = await deps.calendar();
  const partitions = ledgerKinds.flatMap((kind) =>
    claimDates(kind, now, calendar).map((surveyDate) => ({ kind, surveyDate })),
  );
  const uncertain = await pMap(
    partitions,
    ({ kind, surveyDate }) =>
      deps.faults.isolate("claims-not-settled", { surveyDate }, () =>
        deps.mailLedger.settleExpired(surveyDate, kind, now, deps.onDamaged),
      ),
    { concurrency: queriesAtOnce },
  );
  return uncertain.flatMap((entries) => entries ?? []);
}

/** Reminders are stored under one of the last days. Digests and notices may also be under an older survey day. */
function claimDates(kind: LedgerKind, now: Date, calendar: Calendar): readonly LocalDate[] {
  const today = localDateAt(now);
  const lastDays = Array.from({ length: claimedDays + 1 }, (_, day) => addDays(today, -day));
  if (kind === "reminder") return lastDays;
  return [...new Set([...lastDays, ...digestDates(today, addDays(today, -claimedDays), today, calendar)])];
}
