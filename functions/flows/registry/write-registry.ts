import pMap from "p-map";
import type { RegistryInstitute, RegistryRow } from "../../../shared/contracts/registry-csv.ts";
import type { JudgedRegistryRow } from "../../../shared/contracts/registry-import-reply.ts";
import { type Jurisdiction, ownTerritory } from "../../../shared/domain/jurisdiction.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";

type ListingDeps = { settings: Pick<Deps["settings"], "addTerritory"> };

const writesAtOnce = 24;

/** Writes the institutes of the rows, and the sites that they create or change. */
export async function writeRegistry(
  judged: readonly JudgedRegistryRow[],
  jurisdiction: Jurisdiction,
  written: Authorship,
  deps: Pick<Deps, "institutes" | "sites" | "onDamaged"> & ListingDeps,
): Promise<void> {
  const rows = judged.flatMap(({ row, outcome }) => (outcome === "rejected" ? [] : [row]));
  const changed = judged.flatMap(({ row, outcome }) =>
    row.kind === "site" && (outcome === "created" || outcome === "updated") ? [row.site] : [],
  );
  // The territories come first: a sentinel site in an unlisted territory would never be expected.
  const territories = new Set(rows.flatMap((row) => (row.kind === "site" ? [row.site.territory] : [])));
  const own = [...territories].flatMap((territory) => ownTerritory(jurisdiction, territory) ?? []);
  await pMap(own, ({ territory, officeCode }) => deps.settings.addTerritory(territory, officeCode, written), {
    concurrency: writesAtOnce,
  });
  await pMap(
    institutesOf(rows),
    (institute) =>
      deps.institutes.putRegistryEntry(institute, written).catch((fault: unknown) => {
        if (!(fault instanceof DamagedItem)) throw fault;
        deps.onDamaged(fault);
      }),
    { concurrency: writesAtOnce },
  );
  await pMap(changed, (site) => deps.sites.putRegistryEntry(site, written), { concurrency: writesAtOnce });
}

/** Each institute once, with the first address in its rows. Its own row comes before the others. */
function institutesOf(rows: readonly RegistryRow[]) {
  const institutes = new Map<string, RegistryInstitute>();
  for (const row of rows) {
    if (row.kind === "rejected") continue;
    const { institute } = row;
    const known = institutes.get(institute.instituteCode);
    const isOwnRow = row.siteCode === institute.instituteCode;
    if (known === undefined || (isOwnRow && institute.email !== undefined))
      institutes.set(institute.instituteCode, institute);
    else if (known.email === undefined) institutes.set(known.instituteCode, { ...institute, ...known });
  }
  return [...institutes.values()].map(({ instituteCode, name, email }) => ({
    instituteCode,
    name,
    contacts: email === undefined ? [] : [{ email }],
  }));
}
