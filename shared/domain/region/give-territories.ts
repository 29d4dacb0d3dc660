import type { Territory } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "./health-office.ts";

/** The office that loses a territory, and the office that gets it. */
export type TerritoryTransfer = { territory: Territory; from: OfficeCode; to: OfficeCode };

/** A territory that an office may not have, and its owner. */
export type TakenTerritory = { territory: Territory; officeCode: OfficeCode };

export type TerritoriesDecision =
  | {
      kind: "transfers";
      transfers: readonly TerritoryTransfer[];
      /** The territories of the office after the transfers, in ascending order. */
      territories: readonly Territory[];
    }
  | { kind: "taken"; taken: readonly TakenTerritory[] };

/**
 * The transfers after which an office owns exactly these territories. Territories of the first office may go to any
 * office. Territories that leave the list return to the first office. So a territory needs two steps to go from one
 * office to another. The first office itself keeps its territories that the list lacks.
 *
 * @param owners of all listed territories; the first office owns every other
 */
export function giveTerritories(
  officeCode: OfficeCode,
  wanted: readonly Territory[],
  owners: ReadonlyMap<Territory, OfficeCode>,
): TerritoriesDecision {
  const distinct = [...new Set(wanted)];
  const taken = distinct.flatMap((territory) => {
    const owner = owners.get(territory) ?? firstOfficeCode;
    return owner === officeCode || owner === firstOfficeCode ? [] : [{ territory, officeCode: owner }];
  });
  if (taken.length > 0) return { kind: "taken", taken };
  const gained = distinct.filter((territory) => owners.get(territory) !== officeCode);
  const left = [...owners].flatMap(([territory, owner]) =>
    owner === officeCode && !distinct.includes(territory) ? [territory] : [],
  );
  const isFirst = officeCode === firstOfficeCode;
  const given = gained.map((territory) => ({ territory, from: firstOfficeCode, to: officeCode }));
  const returned = left.map((territory) => ({ territory, from: officeCode, to: firstOfficeCode }));
  return {
    kind: "transfers",
    transfers: isFirst ? given : [...given, ...returned],
    territories: (isFirst ? [...distinct, ...left] : distinct).toSorted(),
  };
}
