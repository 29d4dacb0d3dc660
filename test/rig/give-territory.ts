import type { Territory } from "../../shared/domain/codes.ts";
import type { OfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Database } from "../../shared/store/database.ts";
import { territoryKey } from "../../shared/store/settings-store.ts";

/** Gives a listed territory to an office, as the region does. */
export async function giveTerritory(database: Database, territory: Territory, officeCode: OfficeCode): Promise<void> {
  const given = { expression: "SET #officeCode = :officeCode", values: { officeCode } };
  const isListed = { expression: "attribute_exists(#name)" };
  const { kind } = await database.update("settings", territoryKey(territory), given, isListed);
  if (kind !== "written") throw new Error(`${territory} is not listed`);
}
