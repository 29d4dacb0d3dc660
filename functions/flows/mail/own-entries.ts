import type { SiteCode } from "../../../shared/domain/codes.ts";
import { isWhole, type Jurisdiction, territoryOfSite } from "../../../shared/domain/jurisdiction.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** The caller's mails: a mail about sites belongs to the territory of the sites. */
export async function ownEntries(
  entries: readonly LedgerEntry[],
  jurisdiction: Jurisdiction,
  deps: Pick<Deps, "sites" | "onDamaged">,
): Promise<readonly LedgerEntry[]> {
  if (isWhole(jurisdiction)) return entries;
  const siteCodes = entries.flatMap((entry) => entry.siteCodes ?? []);
  const sites = await deps.sites.getMany(siteCodes, deps.onDamaged);
  const own = new Set<SiteCode>(
    sites.filter((site) => territoryOfSite(jurisdiction, site) !== undefined).map(({ siteCode }) => siteCode),
  );
  return entries.filter(({ siteCodes = [] }) => siteCodes.some((siteCode) => own.has(siteCode)));
}
