import { isDeepStrictEqual } from "node:util";
import type { RegistryRow, RegistrySite } from "../../../shared/contracts/registry-csv.ts";
import type { JudgedRegistryRow } from "../../../shared/contracts/registry-import-reply.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import {
  askForTerritory,
  grantTerritory,
  type Jurisdiction,
  ownTerritory,
} from "../../../shared/domain/jurisdiction.ts";
import type { Districts } from "../../../shared/domain/registry/district.ts";
import { exceedsInstitute, movedPlaces } from "../../../shared/domain/registry/institute.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { readDistricts, withDistrict } from "./with-districts.ts";

/**
 * What each row would change in the registry. A site may only come from and go to territories of the caller. A damaged
 * site is reported and not overwritten.
 */
export async function judgeRegistry(
  rows: readonly RegistryRow[],
  jurisdiction: Jurisdiction,
  deps: Pick<Deps, "areas" | "sites" | "institutes" | "onDamaged">,
): Promise<JudgedRegistryRow[]> {
  const damaged = new Set<string | undefined>();
  const siteCodes = rows.flatMap((row) => (row.kind === "site" ? [row.siteCode] : []));
  const known = await deps.sites.getMany(siteCodes, (damage) => {
    deps.onDamaged(damage);
    damaged.add(damage.key.siteCode);
  });
  const before = new Map(known.map((site) => [site.siteCode, site]));
  const districts = await readDistricts(ownTerritories(rows, jurisdiction), deps);
  const judged = rows.map((row) => judge(row, before.get(row.siteCode), { jurisdiction, damaged, districts }));
  return withinInstitutes(judged, deps);
}

/** Refuses, in the order of the rows, those that would give an institute too many sites or territories. */
async function withinInstitutes(
  judged: readonly JudgedRegistryRow[],
  deps: Pick<Deps, "institutes" | "onDamaged">,
): Promise<JudgedRegistryRow[]> {
  const instituteCodes = judged.flatMap((one) => changedSite(one)?.instituteCode ?? []);
  const places = new Map(await deps.institutes.places(instituteCodes, deps.onDamaged));
  return judged.map((one) => {
    const site = changedSite(one);
    if (site === undefined) return one;
    const after = movedPlaces(places.get(site.instituteCode) ?? [], [site]);
    if (exceedsInstitute(after)) return { row: one.row, outcome: "rejected", fault: "institute-too-large" };
    places.set(site.instituteCode, after);
    return one;
  });
}

/** The site of a row that creates or changes it. */
export function changedSite({ row, outcome }: JudgedRegistryRow): RegistrySite | undefined {
  return row.kind === "site" && (outcome === "created" || outcome === "updated") ? row.site : undefined;
}

type Grounds = {
  jurisdiction: Jurisdiction;
  damaged: ReadonlySet<string | undefined>;
  districts: ReadonlyMap<Territory, Districts>;
};

function judge(
  row: RegistryRow,
  known: Site | undefined,
  { jurisdiction, damaged, districts }: Grounds,
): JudgedRegistryRow {
  if (row.kind === "rejected") return { row, outcome: "rejected", fault: row.fault };
  const own = grantTerritory(jurisdiction, askForTerritory(territoryIn(row)));
  const mayLeave = known === undefined || ownTerritory(jurisdiction, known.territory) !== undefined;
  if (own === undefined || !mayLeave) return { row, outcome: "rejected", fault: "outside" };
  if (row.kind === "institute") return { row, outcome: "institute" };
  if (damaged.has(row.siteCode)) return { row, outcome: "rejected", fault: "damaged" };
  const site = withDistrict({ ...row.site, territory: own.territory }, districts);
  const granted = { ...row, site };
  if (known === undefined) return { row: granted, outcome: "created" };
  return { row: granted, outcome: isDeepStrictEqual(entryOf(known), entryOf(site)) ? "unchanged" : "updated" };
}

function territoryIn(row: Exclude<RegistryRow, { kind: "rejected" }>): Territory {
  return row.kind === "institute" ? row.territory : row.site.territory;
}

/** The caller's territories in the rows, by their names in the list. */
function ownTerritories(rows: readonly RegistryRow[], jurisdiction: Jurisdiction): ReadonlySet<Territory> {
  const named = new Set(rows.flatMap((row) => (row.kind === "rejected" ? [] : [territoryIn(row)])));
  return new Set([...named].flatMap((name) => grantTerritory(jurisdiction, askForTerritory(name))?.territory ?? []));
}

function entryOf({ siteCode, instituteCode, name, municipality, territory, district, level }: RegistrySite) {
  return { siteCode, instituteCode, name, municipality, territory, district, level };
}
