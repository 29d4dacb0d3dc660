import type * as z from "zod";
import { officeOf, type TerritoryRecord } from "../domain/region/territory-record.ts";
import type { territoryDetails } from "./territory.ts";

/** A territory as it crosses HTTP. */
export function territoryReply(record: TerritoryRecord): z.input<typeof territoryDetails> {
  const { territory, aliases, rite } = record;
  return {
    territory,
    officeCode: officeOf(record),
    ...(aliases.length === 0 ? {} : { aliases: [...aliases] }),
    ...(rite === undefined ? {} : { rite }),
  };
}
