import pMap from "p-map";
import type { RegistryInstitute, RegistryRow } from "../../../shared/contracts/registry-csv.ts";
import type { JudgedRegistryRow } from "../../../shared/contracts/registry-import-reply.ts";
import type { InstituteCode } from "../../../shared/domain/codes.ts";
import { type Jurisdiction, ownTerritory } from "../../../shared/domain/jurisdiction.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import type { SitePlace } from "../../../shared/domain/registry/institute.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";
import { changedSite } from "./judge-registry.ts";
import { settlePlaces, withinInstitute } from "./settle-places.ts";

type RegistryDeps = Pick<Deps, "institutes" | "sites" | "onDamaged"> & {
  settings: Pick<Deps["settings"], "addTerritory">;
};
type InstituteEntry = Parameters<Deps["institutes"]["putRegistryEntry"]>[0];

const writesAtOnce = 24;

/**
 * Writes the institutes of the rows, and the sites that they create or change.
 * @returns the rows with what became of them: an institute may have grown too large since they were judged
 */
export async function writeRegistry(
  judged: readonly JudgedRegistryRow[],
  jurisdiction: Jurisdiction,
  written: Authorship,
  deps: RegistryDeps,
): Promise<JudgedRegistryRow[]> {
  const rows = judged.flatMap(({ row, outcome }) => (outcome === "rejected" ? [] : [row]));
  // The territories come first: a sentinel site in an unlisted territory would never be expected.
  const territories = new Set(rows.flatMap((row) => (row.kind === "site" ? [row.site.territory] : [])));
  const own = [...territories].flatMap((territory) => ownTerritory(jurisdiction, territory) ?? []);
  await pMap(own, ({ territory, officeCode }) => deps.settings.addTerritory(territory, officeCode, written), {
    concurrency: writesAtOnce,
  });
  // The institutes come next: a crash may leave one an extra place, but never a site that it does not know.
  const tooLarge = await writeInstitutes(institutesOf(rows), written, deps);
  const fates = judged.map((one) => fateIn(one, tooLarge));
  const changed = fates.flatMap((one) => changedSite(one) ?? []);
  const put = async (entry: (typeof changed)[number]) => ({
    entry,
    outcome: await deps.sites.putRegistryEntry(entry, written),
  });
  await settlePlaces(await pMap(changed, put, { concurrency: writesAtOnce }), deps);
  return fates;
}

/** @returns the institutes that have become too large meanwhile */
async function writeInstitutes(
  institutes: readonly InstituteEntry[],
  written: Authorship,
  deps: RegistryDeps,
): Promise<ReadonlySet<InstituteCode>> {
  const tooLarge = new Set<InstituteCode>();
  const put = async (institute: InstituteEntry) => {
    const { instituteCode } = institute;
    const enter = () => deps.institutes.putRegistryEntry(institute, written);
    if ((await withinInstitute(instituteCode, enter, deps)) === "institute-too-large") tooLarge.add(instituteCode);
  };
  const unlessDamaged = (fault: unknown) => {
    if (!(fault instanceof DamagedItem)) throw fault;
    deps.onDamaged(fault);
  };
  await pMap(institutes, (institute) => put(institute).catch(unlessDamaged), { concurrency: writesAtOnce });
  return tooLarge;
}

function fateIn(judged: JudgedRegistryRow, tooLarge: ReadonlySet<InstituteCode>): JudgedRegistryRow {
  const { row } = judged;
  if (row.kind !== "site" || judged.outcome === "rejected" || !tooLarge.has(row.site.instituteCode)) return judged;
  return { row, outcome: "rejected", fault: "institute-too-large" };
}

/**
 * Each institute once, with the first address in its rows and the places of its sites. Its own row comes before the
 * others.
 */
function institutesOf(rows: readonly RegistryRow[]): InstituteEntry[] {
  const institutes = new Map<string, RegistryInstitute>();
  const places = new Map<string, SitePlace[]>();
  for (const row of rows) {
    if (row.kind === "rejected") continue;
    const { institute } = row;
    const { instituteCode } = institute;
    const known = institutes.get(instituteCode);
    const isOwnRow = row.siteCode === instituteCode;
    if (known === undefined || (isOwnRow && institute.email !== undefined)) institutes.set(instituteCode, institute);
    else if (known.email === undefined) institutes.set(instituteCode, { ...institute, ...known });
    if (row.kind === "site") places.set(instituteCode, [...(places.get(instituteCode) ?? []), row.site]);
  }
  return [...institutes.values()].map(({ instituteCode, name, email }) => ({
    instituteCode,
    name,
    contacts: email === undefined ? [] : [{ email }],
    places: places.get(instituteCode) ?? [],
  }));
}
