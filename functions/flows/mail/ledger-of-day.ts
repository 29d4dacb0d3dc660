import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry, LedgerKey, LedgerKind } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The mails of a date with these kinds, by kind, recipient and round. */
export async function ledgerOfDay(
  date: LocalDate,
  kinds: readonly LedgerKind[],
  deps: Pick<Deps, "mailLedger" | "onDamaged">,
): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (const wanted of kinds) {
    for await (const page of deps.mailLedger.pagesOfDay(date, wanted, deps.onDamaged)) entries.push(...page);
  }
  return entries.toSorted((one, other) => (ledgerKeyText(one) < ledgerKeyText(other) ? -1 : 1));
}

/** Sorts in the order of the entries. */
export function ledgerKeyText({ kind, recipient, round }: LedgerKey): string {
  return `${kind}#${recipient}#${String(round).padStart(3, "0")}`;
}
