import pMap from "p-map";
import type { Territory } from "../../../shared/domain/codes.ts";
import { type District, type Districts, districtOf, districtsOf } from "../../../shared/domain/registry/district.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { RegistryEntry } from "../../../shared/store/site-store.ts";

const listsAtOnce = 8;

/** The districts of the territories, by their names in the list. */
export async function readDistricts(
  territories: ReadonlySet<Territory>,
  { areas }: Pick<Deps, "areas">,
): Promise<ReadonlyMap<Territory, Districts>> {
  const read = async (territory: Territory) => [territory, districtsOf(await areas.ofTerritory(territory))] as const;
  return new Map(await pMap(territories, read, { concurrency: listsAtOnce }));
}

/** The entry with the district that the areas of its territory give it. */
export function withDistrict<Entry extends Omit<RegistryEntry, "district">>(
  entry: Entry,
  districts: ReadonlyMap<Territory, Districts>,
): Entry & { district?: District } {
  const district = districtOf(entry, districts.get(entry.territory) ?? new Map());
  return district === undefined ? entry : { ...entry, district };
}
