import type { InstituteCode, Territory } from "./codes.ts";
import type { Principal } from "./principal.ts";
import { firstOfficeCode, type OfficeCode } from "./region/health-office.ts";
import { spellTerritory } from "./region/spell-territory.ts";
import type { Institute } from "./registry/institute.ts";

/** The owner of each listed territory. */
export type Ownership = {
  /** The known offices, except the first one. */
  offices: readonly OfficeCode[];
  territories: readonly { territory: Territory; officeCode: OfficeCode }[];
};

/** Not exported, so that only this file can make a territory the caller's own. */
const given: unique symbol = Symbol("given");
/** Not exported, so that only this file can read the name that a caller gave. */
const asked: unique symbol = Symbol("asked");

/** A territory named by a caller. Only a jurisdiction can say whether it is theirs and give its name. */
export type AskedTerritory = { readonly kind: "territory"; readonly [asked]: Territory };

/** A health office named by a caller, in the same way. */
export type AskedOffice = { readonly kind: "office"; readonly [asked]: OfficeCode };

export function askForTerritory(territory: Territory): AskedTerritory {
  return { kind: "territory", [asked]: territory };
}

export function askForOffice(officeCode: OfficeCode): AskedOffice {
  return { kind: "office", [asked]: officeCode };
}

/** Whether a value comes from `askForOffice`. */
export function isAskedOffice(value: unknown): value is AskedOffice {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "office" && asked in value;
}

/** A territory of the caller, and the office that owns it. Only a jurisdiction creates it. */
export type OwnTerritory = {
  readonly territory: Territory;
  readonly officeCode: OfficeCode;
  readonly [given]: true;
};

/** Everything that belongs to the caller. Nothing else exists for them. */
export type Jurisdiction = {
  /** The offices whose policies, contacts and closures the caller may see. */
  offices: readonly OfficeCode[];
  /** In ascending order. */
  territories: readonly OwnTerritory[];
  /** For schools, suppliers and links. The others reach institutes through their territories. */
  instituteCodes: readonly InstituteCode[];
  /** All listed territories with their owners, including those of other offices. */
  listed: ReadonlyMap<Territory, OfficeCode>;
  /** The owner of a new territory that this caller may create. Absent: the caller may not create one. */
  newTerritories?: OfficeCode;
};

/**
 * The caller's jurisdiction, from the role, the code and the owners of the territories. A school office, a supplier and
 * a link have institutes and no territory.
 */
export function jurisdictionOf(caller: Principal, ownership: Ownership): Jurisdiction {
  switch (caller.role) {
    case "school-office":
    case "supplier":
      return ofInstitutes(caller.instituteCodes, ownership);
    case "link":
      return ofInstitutes([caller.instituteCode], ownership);
    case "health-office":
      return ofOffice(caller.officeCode, ownership);
    case "school-authority":
      return {
        ...withTerritories(ownership, (territory) => caller.territories.includes(spellTerritory(territory))),
        offices: [],
      };
    case "region":
      return {
        ...withTerritories(ownership, () => true),
        offices: officesOf(ownership),
        newTerritories: ownerOfNew(ownership),
      };
  }
}

/** The part of a jurisdiction that belongs to one office; undefined when the office is not the caller's. */
export function ofOneOffice(
  jurisdiction: Jurisdiction,
  { [asked]: officeCode }: AskedOffice,
): Jurisdiction | undefined {
  if (!jurisdiction.offices.includes(officeCode)) return undefined;
  const territories = jurisdiction.territories.filter((own) => own.officeCode === officeCode);
  return { offices: [officeCode], territories, instituteCodes: [], listed: jurisdiction.listed };
}

/** The territory as the caller's own; undefined when it is not the caller's, or does not exist. */
export function grantTerritory(
  jurisdiction: Jurisdiction,
  { [asked]: territory }: AskedTerritory,
): OwnTerritory | undefined {
  return ownTerritory(jurisdiction, nameInList(territory, jurisdiction));
}

/** The same for a territory that stored data names. */
export function ownTerritory(
  { territories, listed, newTerritories }: Jurisdiction,
  territory: Territory,
): OwnTerritory | undefined {
  const known = territories.find((own) => own.territory === territory);
  if (known !== undefined || newTerritories === undefined || listed.has(territory)) return known;
  return give(territory, newTerritories);
}

/** The territory of a site, if the site is the caller's by institute or by territory; undefined otherwise. */
export function territoryOfSite(
  jurisdiction: Jurisdiction,
  { instituteCode, territory }: { instituteCode: InstituteCode; territory: Territory },
): OwnTerritory | undefined {
  const { instituteCodes, listed } = jurisdiction;
  if (instituteCodes.includes(instituteCode)) return give(territory, listed.get(territory) ?? firstOfficeCode);
  return ownTerritory(jurisdiction, territory);
}

/** Whether one of the institute's territories is the caller's. Schools have institutes by their codes instead. */
export function isInstituteInside(
  jurisdiction: Jurisdiction,
  { territories }: Pick<Institute, "territories">,
): boolean {
  return territories.some((territory) => ownTerritory(jurisdiction, territory) !== undefined);
}

/** Whether the caller manages settings of the whole region: the region does, and an office while it is the only one. */
export function keepsRegion({ newTerritories }: Jurisdiction): boolean {
  return newTerritories !== undefined;
}

/** Whether no listed territory lies outside the jurisdiction. */
export function isWhole({ territories, listed }: Jurisdiction): boolean {
  return territories.length === listed.size;
}

/** The stored offices. The first office is one of them if it owns something, or if there are no others. */
export function officesOf({ offices, territories }: Ownership): readonly OfficeCode[] {
  const isFirstThere = offices.length === 0 || territories.some(({ officeCode }) => officeCode === firstOfficeCode);
  return [...new Set([...(isFirstThere ? [firstOfficeCode] : []), ...offices])];
}

function ofInstitutes(instituteCodes: readonly InstituteCode[], ownership: Ownership): Jurisdiction {
  return { offices: [], territories: [], instituteCodes, listed: listedIn(ownership) };
}

function ofOffice(officeCode: OfficeCode, ownership: Ownership): Jurisdiction {
  const offices = officesOf(ownership);
  if (!offices.includes(officeCode)) return ofInstitutes([], ownership);
  const own = withTerritories(ownership, (_, owner) => owner === officeCode);
  return { ...own, offices: [officeCode], ...(offices.length === 1 && { newTerritories: officeCode }) };
}

/**
 * With one office, a new territory belongs to it. With several, it belongs to the first until the region assigns it.
 */
function ownerOfNew(ownership: Ownership): OfficeCode {
  const [only = firstOfficeCode, ...others] = officesOf(ownership);
  return others.length === 0 ? only : firstOfficeCode;
}

function withTerritories(
  ownership: Ownership,
  isOwn: (territory: Territory, owner: OfficeCode) => boolean,
): Omit<Jurisdiction, "offices"> {
  const listed = listedIn(ownership);
  const own = [...listed].filter(([territory, owner]) => isOwn(territory, owner));
  return { territories: own.map(([territory, owner]) => give(territory, owner)), instituteCodes: [], listed };
}

function listedIn({ territories }: Ownership): ReadonlyMap<Territory, OfficeCode> {
  const sorted = territories.toSorted((one, other) => (one.territory < other.territory ? -1 : 1));
  return new Map(sorted.map(({ territory, officeCode }) => [territory, officeCode]));
}

/** A territory that an early release has listed keeps its name, in any spelling. */
function nameInList(territory: Territory, { listed }: Jurisdiction): Territory {
  if (listed.has(territory)) return territory;
  return [...listed.keys()].find((name) => spellTerritory(name) === territory) ?? territory;
}

function give(territory: Territory, officeCode: OfficeCode): OwnTerritory {
  return { territory, officeCode, [given]: true };
}
