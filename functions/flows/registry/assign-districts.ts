import pMap from "p-map";
import type { AssignedSites, SavedArea } from "../../../shared/contracts/areas-reply.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import { type Area, districtOf, districtsOf } from "../../../shared/domain/registry/district.ts";
import type { ListedSite } from "../../../shared/domain/registry/site.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

type AreaDeps = Pick<Deps, "areas" | "sites" | "onDamaged">;

const writesAtOnce = 24;

/** A site whose district the list changes or removes. */
type Assignment = { site: ListedSite; district: string | undefined };

/**
 * What the rows mean for the sites of their territories. Unless it is a dry run, they take the place of the lists from
 * before, territory by territory, and the sites get their districts.
 */
export async function assignDistricts(
  rows: readonly SavedArea[],
  dryRun: boolean,
  written: Authorship,
  deps: AreaDeps,
): Promise<AssignedSites> {
  let changed = 0;
  const unassigned: ListedSite[] = [];
  for (const [territory, areas] of byTerritory(rows)) {
    // The list first: a site that is registered meanwhile reads it.
    if (!dryRun) await deps.areas.replace(territory, areas, written);
    const assignments = await assignmentsIn(territory, areas, deps);
    const changes = assignments.filter(({ site, district }) => site.district !== district);
    const save = ({ site, district }: Assignment) => deps.sites.setDistrict(site, district, written);
    if (!dryRun) await pMap(changes, save, { concurrency: writesAtOnce });
    changed += changes.length;
    unassigned.push(...assignments.flatMap(({ site, district }) => (district === undefined ? [site] : [])));
  }
  return { changed, unassigned };
}

async function assignmentsIn(territory: Territory, areas: readonly Area[], deps: AreaDeps): Promise<Assignment[]> {
  const districts = districtsOf(areas);
  const assignments: Assignment[] = [];
  for await (const sites of deps.sites.territoryPages(territory, deps.onDamaged))
    assignments.push(...sites.map((site) => ({ site, district: districtOf(site, districts) })));
  return assignments;
}

function byTerritory(rows: readonly SavedArea[]): Map<Territory, Area[]> {
  const lists = new Map<Territory, Area[]>();
  for (const { territory, area } of rows) {
    const list = lists.get(territory);
    if (list === undefined) lists.set(territory, [area]);
    else list.push(area);
  }
  return lists;
}
