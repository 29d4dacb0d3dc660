import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { SiteCode } from "../../../shared/domain/codes.ts";
import { type Jurisdiction, keepsRegion, territoryOfSite } from "../../../shared/domain/jurisdiction.ts";
import type { LedgerEntry, LedgerKind } from "../../../shared/domain/ledger/mail-ledger.ts";
import { mailingOffices } from "../../../shared/domain/ledger/mailing-offices.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { ledgerOfDay } from "./ledger-of-day.ts";

type EntryDeps = Pick<Deps, "mailLedger" | "sites" | "onDamaged">;

/**
 * The caller's mails about a date. An office has its own, the region has all. Other callers have the mails about sites in
 * their territories.
 */
export async function ownEntries(
  date: LocalDate,
  kinds: readonly LedgerKind[],
  jurisdiction: Jurisdiction,
  deps: EntryDeps,
): Promise<readonly LedgerEntry[]> {
  const { offices, listed } = jurisdiction;
  if (keepsRegion(jurisdiction)) return ledgerOfDay(date, kinds, mailingOffices(offices), deps);
  if (offices.length > 0) return ledgerOfDay(date, kinds, offices, deps);
  return aboutOwnSites(await ledgerOfDay(date, kinds, mailingOffices(listed.values()), deps), jurisdiction, deps);
}

async function aboutOwnSites(
  entries: readonly LedgerEntry[],
  jurisdiction: Jurisdiction,
  deps: EntryDeps,
): Promise<readonly LedgerEntry[]> {
  const siteCodes = entries.flatMap((entry) => entry.siteCodes ?? []);
  const sites = await deps.sites.getMany(siteCodes, deps.onDamaged);
  const own = new Set<SiteCode>(
    sites.filter((site) => territoryOfSite(jurisdiction, site) !== undefined).map(({ siteCode }) => siteCode),
  );
  return entries.filter((entry) => (entry.siteCodes ?? []).some((siteCode) => own.has(siteCode)));
}
