import type { Territory } from "../codes.ts";
import { firstOfficeCode, type OfficeCode } from "./health-office.ts";

/** Whom a territory is taken from, and whom it is given to. */
export type TerritoryTransfer = { territory: Territory; from: OfficeCode; to: OfficeCode };

/** A territory that an office may not have, and the office that owns it. */
export type TakenTerritory = { territory: Territory; officeCode: OfficeCode };

export type TerritoriesDecision =
  | {
      kind: "transfers";
      transfers: readonly TerritoryTransfer[];
      /** What the office owns when they are done, in ascending order. */
      territories: readonly Territory[];
    }
  | { kind: "taken"; taken: readonly TakenTerritory[] };

/**
 * What changes hands when an office is to own these territories and no others. What the first office owns may be given
 * to any; what leaves the list goes back to it. So a territory goes from one office to another in two steps.
 *
 * @param owners of all territories that are listed; the first office owns every other
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
