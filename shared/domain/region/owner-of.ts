import type { Territory } from "../codes.ts";
import type { Ownership } from "../jurisdiction.ts";
import { firstOfficeCode, type OfficeCode } from "./health-office.ts";

/** Finds the office that owns a territory. An unlisted territory belongs to the first office. */
export type OwnerOf = (territory: Territory) => OfficeCode;

export function ownerIn({ territories }: Pick<Ownership, "territories">): OwnerOf {
  const owners = new Map(territories.map(({ territory, officeCode }) => [territory, officeCode]));
  return (territory) => owners.get(territory) ?? firstOfficeCode;
}
