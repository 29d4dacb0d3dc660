import pMap from "p-map";
import { digestDates } from "../../../shared/domain/alerts/telling.ts";
import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { officesOf } from "../../../shared/domain/jurisdiction.ts";
import {
  type LedgerEntry,
  type LedgerKind,
  type LedgerPart,
  ledgerKinds,
} from "../../../shared/domain/ledger/mail-ledger.ts";
import { mailingOffices } from "../../../shared/domain/ledger/mailing-offices.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { Isolated } from "../faults/faults.ts";

/** Claims of this many days are searched. */
const claimedDays = 5;
const queriesAtOnce = 8;

export type SettlingDeps = Pick<Deps, "mailLedger" | "calendar" | "ownership" | "onDamaged"> & Isolated;

/**
 * Marks claims of the last days whose lease has expired as uncertain: their worker has died, and nobody knows whether
 * those mails went out. Every job settles the claims of all days and kinds, so no claim waits for its own job.
 * @returns all uncertain mails of those days
 */
export async function settleClaims(now: Date, deps: SettlingDeps): Promise<LedgerEntry[]> {
  const calendar = await deps.calendar();
  const offices = mailingOffices(officesOf(await deps.ownership()));
  const parts = ledgerKinds.flatMap((kind) =>
    claimDates(kind, now, calendar).flatMap((surveyDate) =>
      offices.map((officeCode): LedgerPart => ({ surveyDate, kind, officeCode })),
    ),
  );
  const uncertain = await pMap(
    parts,
    (part) =>
      deps.faults.isolate("claims-not-settled", { surveyDate: part.surveyDate, officeCode: part.officeCode }, () =>
        deps.mailLedger.settleExpired(part, now, deps.onDamaged),
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
