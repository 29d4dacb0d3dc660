import type { InstituteCode, Territory } from "./codes.ts";
import type { Principal } from "./principal.ts";
import { firstOfficeCode, type OfficeCode } from "./region/health-office.ts";
import { spellTerritory } from "./region/spell-territory.ts";

/** Whose each listed territory is. */
export type Ownership = {
  /** Those that are known beside the first. */
  offices: readonly OfficeCode[];
  territories: readonly { territory: Territory; officeCode: OfficeCode }[];
};

/** Not exported: nobody else makes a territory somebody's own. */
const given: unique symbol = Symbol("given");
/** Not exported: nobody else reads what a caller has asked for. */
const asked: unique symbol = Symbol("asked");

/** A territory that a caller names. Whether it is theirs a jurisdiction tells: there is no other way to its name. */
export type AskedTerritory = { readonly kind: "territory"; readonly [asked]: Territory };

/** The same of a health office. */
export type AskedOffice = { readonly kind: "office"; readonly [asked]: OfficeCode };

export function askForTerritory(territory: Territory): AskedTerritory {
  return { kind: "territory", [asked]: territory };
}

export function askForOffice(officeCode: OfficeCode): AskedOffice {
  return { kind: "office", [asked]: officeCode };
}

/** Whether a value is what `askForOffice` has made. */
export function isAskedOffice(value: unknown): value is AskedOffice {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "office" && asked in value;
}

/** A territory of the caller's, and the office that owns it. Only a jurisdiction gives it out. */
export type OwnTerritory = {
  readonly territory: Territory;
  readonly officeCode: OfficeCode;
  readonly [given]: true;
};

/** What is the caller's. All else does not exist for them. */
export type Jurisdiction = {
  /** Whose policies, contacts and closures the caller may be shown. */
  offices: readonly OfficeCode[];
  /** In ascending order. */
  territories: readonly OwnTerritory[];
  /** Of schools, of suppliers and of links; others have institutes by their territories. */
  instituteCodes: readonly InstituteCode[];
  /** All that are listed, others' too, by their owners. */
  listed: ReadonlyMap<Territory, OfficeCode>;
  /** Whose a territory becomes that is not listed yet; absent: it is not for the caller to begin one. */
  newTerritories?: OfficeCode;
};

/**
 * What is the caller's by role, code, and the owners of the territories. A school office, a supplier and a link have
 * institutes and no territory.
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

/** The part of a jurisdiction that is one office's; undefined: the office is another's. */
export function ofOneOffice(
  jurisdiction: Jurisdiction,
  { [asked]: officeCode }: AskedOffice,
): Jurisdiction | undefined {
  if (!jurisdiction.offices.includes(officeCode)) return undefined;
  const territories = jurisdiction.territories.filter((own) => own.officeCode === officeCode);
  return { offices: [officeCode], territories, instituteCodes: [], listed: jurisdiction.listed };
}

/** The territory as the caller's own; undefined: it is another's, or not there. */
export function grantTerritory(
  jurisdiction: Jurisdiction,
  { [asked]: territory }: AskedTerritory,
): OwnTerritory | undefined {
  return ownTerritory(jurisdiction, nameInList(territory, jurisdiction));
}

/** The same of a territory that is stored with something. */
export function ownTerritory(
  { territories, listed, newTerritories }: Jurisdiction,
  territory: Territory,
): OwnTerritory | undefined {
  const known = territories.find((own) => own.territory === territory);
  if (known !== undefined || newTerritories === undefined || listed.has(territory)) return known;
  return give(territory, newTerritories);
}

/** The territory of a site that is the caller's, by its institute or by where it lies; undefined: the site is another's. */
export function territoryOfSite(
  jurisdiction: Jurisdiction,
  { instituteCode, territory }: { instituteCode: InstituteCode; territory: Territory },
): OwnTerritory | undefined {
  const { instituteCodes, listed } = jurisdiction;
  if (instituteCodes.includes(instituteCode)) return give(territory, listed.get(territory) ?? firstOfficeCode);
  return ownTerritory(jurisdiction, territory);
}

/** Whether the caller keeps what is the whole region's: the region, and an office as long as there is no other. */
export function keepsRegion({ newTerritories }: Jurisdiction): boolean {
  return newTerritories !== undefined;
}

/** Whether nothing that is listed lies outside. */
export function isWhole({ territories, listed }: Jurisdiction): boolean {
  return territories.length === listed.size;
}

/** The stored offices, and the first one where it owns something or no other is there. */
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

/** With one office a new territory becomes its own; with several it is the first's until the region gives it to one. */
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

/** What early releases have listed stays under the name that it was given, whatever its spelling. */
function nameInList(territory: Territory, { listed }: Jurisdiction): Territory {
  if (listed.has(territory)) return territory;
  return [...listed.keys()].find((name) => spellTerritory(name) === territory) ?? territory;
}

function give(territory: Territory, officeCode: OfficeCode): OwnTerritory {
  return { territory, officeCode, [given]: true };
}
