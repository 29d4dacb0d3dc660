import type { Ownership } from "../domain/jurisdiction.ts";
import { officeOf } from "../domain/region/territory-record.ts";
import { ignoreDamage } from "../store/parse-item.ts";
import type { SettingsStore } from "../store/settings-store.ts";

/** Whose each territory is, as it stands now. */
export async function readOwnership(settings: Pick<SettingsStore, "listedTerritories">): Promise<Ownership> {
  // Whoever reads the calendar is told of damage.
  const records = await settings.listedTerritories(ignoreDamage);
  const territories = records.map((record) => ({ territory: record.territory, officeCode: officeOf(record) }));
  return { offices: [...new Set(territories.map(({ officeCode }) => officeCode))].toSorted(), territories };
}
