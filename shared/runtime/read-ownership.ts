import type { Ownership } from "../domain/jurisdiction.ts";
import { firstOfficeCode } from "../domain/region/health-office.ts";
import type { SettingsStore } from "../store/settings-store.ts";

/** Whose each territory is, as it stands now. */
export async function readOwnership(settings: Pick<SettingsStore, "territories">): Promise<Ownership> {
  const territories = await settings.territories();
  return { offices: [], territories: territories.map((territory) => ({ territory, officeCode: firstOfficeCode })) };
}
