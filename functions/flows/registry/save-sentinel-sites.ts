import pMap from "p-map";
import type { SavedSentinel } from "../../../shared/contracts/sentinel-sites-reply.ts";
import { type Jurisdiction, ownTerritory } from "../../../shared/domain/jurisdiction.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

type ListingDeps = { settings: Pick<Deps["settings"], "addTerritory"> };

const writesAtOnce = 24;

/** Sets the dates between which the sites are sentinel sites. */
export async function saveSentinelSites(
  rows: readonly SavedSentinel[],
  jurisdiction: Jurisdiction,
  written: Authorship,
  deps: Pick<Deps, "sites"> & ListingDeps,
): Promise<void> {
  // The territories come first: a sentinel site in an unlisted territory would never be expected.
  const territories = new Set(rows.map(({ site }) => site.territory));
  for (const { territory, officeCode } of [...territories].flatMap((one) => ownTerritory(jurisdiction, one) ?? []))
    await deps.settings.addTerritory(territory, officeCode, written);
  await pMap(
    rows,
    ({ siteCode, sentinelFrom, sentinelUntil }) =>
      deps.sites.setSentinel(
        siteCode,
        { sentinelFrom, ...(sentinelUntil === undefined ? {} : { sentinelUntil }) },
        written,
      ),
    { concurrency: writesAtOnce },
  );
}
