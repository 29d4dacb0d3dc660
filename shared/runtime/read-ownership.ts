import type { Ownership } from "../domain/jurisdiction.ts";
import { officeOf } from "../domain/region/territory-record.ts";
import { ignoreDamage } from "../store/parse-item.ts";
import type { SettingsStore } from "../store/settings-store.ts";

/** The health offices, with and without territories, and the present owner of each territory. */
export async function readOwnership(settings: Pick<SettingsStore, "region">): Promise<Ownership> {
  // Reading the calendar reports damage.
  const region = await settings.region(ignoreDamage);
  const territories = region.territories.map((record) => ({
    territory: record.territory,
    officeCode: officeOf(record),
  }));
  const owners = territories.map(({ officeCode }) => officeCode);
  return { offices: [...new Set([...region.officeCodes, ...owners])].toSorted(), territories };
}
