import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry, LedgerKey, LedgerKind } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The mails of these offices about a date, with these kinds, by kind, recipient and round. */
export async function ledgerOfDay(
  surveyDate: LocalDate,
  kinds: readonly LedgerKind[],
  offices: readonly OfficeCode[],
  deps: Pick<Deps, "mailLedger" | "onDamaged">,
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (const part of kinds.flatMap((kind) => offices.map((officeCode) => ({ surveyDate, kind, officeCode })))) {
    for await (const page of deps.mailLedger.pagesOf(part, deps.onDamaged)) entries.push(...page);
  }
  return entries.toSorted((one, other) => (ledgerKeyText(one) < ledgerKeyText(other) ? -1 : 1));
}

/** Sorts in the order of the entries. Two offices may have mailed one institute, when its territory changed hands. */
export function ledgerKeyText({ kind, recipient, round, officeCode }: LedgerKey): string {
  return `${kind}#${recipient}#${String(round).padStart(3, "0")}#${officeCode}`;
}
