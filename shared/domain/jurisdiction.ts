import type { InstituteCode, Territory } from "./codes.ts";
import type { Principal } from "./principal.ts";
import { firstOfficeCode, type OfficeCode } from "./registry/health-office.ts";

/** The health offices that are stored, and whose each listed territory is. */
export type Ownership = {
  /** None: the first office owns everything. */
  offices: readonly OfficeCode[];
  /** Without an office: nobody's yet. */
  territories: readonly { territory: Territory; officeCode?: OfficeCode }[];
};

/** Not exported: nobody else makes a territory somebody's own. */
const given: unique symbol = Symbol("given");

/** A territory of the caller's, and the office that owns it. Only a jurisdiction gives it out. */
export type OwnTerritory = {
  readonly territory: Territory;
  /** Absent: nobody's yet. */
  readonly officeCode?: OfficeCode;
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
  /** Territories that are listed and others'. */
  others: ReadonlySet<Territory>;
  /** Whose a territory becomes that is not listed yet; absent: it is not for the caller to begin one. */
  newTerritories?: { officeCode?: OfficeCode };
};

/**
 * What is the caller's by role, code, and the owners of the territories. A school office, a supplier and a link have
 * institutes and no territory.
 */
export function jurisdictionOf(caller: Principal, ownership: Ownership): Jurisdiction {
  switch (caller.role) {
    case "school-office":
    case "supplier":
      return ofInstitutes(caller.instituteCodes);
    case "link":
      return ofInstitutes([caller.instituteCode]);
    case "health-office":
      return ofOffice(caller.officeCode, ownership);
    case "school-authority":
      return { ...withTerritories(ownership, ({ territory }) => caller.territories.includes(territory)), offices: [] };
    case "region":
      return { ...everything(ownership), newTerritories: newTerritoriesOf(ownership) };
  }
}

/** What is the service's own, whose jobs look after all offices. */
export function everything(ownership: Ownership): Jurisdiction {
  return { ...withTerritories(ownership, () => true), offices: officesOf(ownership) };
}

/** The part of a jurisdiction that is one office's; undefined: the office is another's. */
export function ofOneOffice(jurisdiction: Jurisdiction, officeCode: OfficeCode): Jurisdiction | undefined {
  if (!jurisdiction.offices.includes(officeCode)) return undefined;
  const [own, others] = [
    jurisdiction.territories.filter((territory) => territory.officeCode === officeCode),
    jurisdiction.territories.filter((territory) => territory.officeCode !== officeCode),
  ];
  return {
    offices: [officeCode],
    territories: own,
    instituteCodes: [],
    others: new Set([...jurisdiction.others, ...others.map(({ territory }) => territory)]),
  };
}

/** The territory as the caller's own; undefined: it is another's, or not there. */
export function ownTerritory(jurisdiction: Jurisdiction, territory: Territory): OwnTerritory | undefined {
  const { territories, others, newTerritories } = jurisdiction;
  const known = territories.find((own) => own.territory === territory);
  if (known !== undefined || newTerritories === undefined || others.has(territory)) return known;
  return give({ territory, ...newTerritories });
}

/** Whether the institute is the caller's own, or has sites in a territory that is. */
export function isOwnInstitute(
  jurisdiction: Jurisdiction,
  instituteCode: InstituteCode,
  territories: readonly Territory[],
): boolean {
  return (
    jurisdiction.instituteCodes.includes(instituteCode) ||
    territories.some((territory) => ownTerritory(jurisdiction, territory) !== undefined)
  );
}

/** With no office stored the first one is there all the same. */
export function officesOf({ offices }: Pick<Ownership, "offices">): readonly OfficeCode[] {
  return offices.length === 0 ? [firstOfficeCode] : offices;
}

function ofInstitutes(instituteCodes: readonly InstituteCode[]): Jurisdiction {
  return { offices: [], territories: [], instituteCodes, others: new Set() };
}

function ofOffice(officeCode: OfficeCode, ownership: Ownership): Jurisdiction {
  const offices = officesOf(ownership);
  if (!offices.includes(officeCode)) return ofInstitutes([]);
  const own = withTerritories(ownership, (territory) => territory.officeCode === officeCode);
  return { ...own, offices: [officeCode], ...(offices.length === 1 && { newTerritories: { officeCode } }) };
}

/** With one office a new territory becomes its own; with several it is nobody's until the region gives it to one. */
function newTerritoriesOf(ownership: Ownership): { officeCode?: OfficeCode } {
  const [officeCode, ...others] = officesOf(ownership);
  return others.length === 0 && officeCode !== undefined ? { officeCode } : {};
}

function withTerritories(
  ownership: Ownership,
  isOwn: (territory: Ownership["territories"][number]) => boolean,
): Omit<Jurisdiction, "offices"> {
  const territories = ownersOf(ownership).toSorted((one, other) => (one.territory < other.territory ? -1 : 1));
  return {
    territories: territories.filter(isOwn).map(give),
    instituteCodes: [],
    others: new Set(territories.filter((territory) => !isOwn(territory)).map(({ territory }) => territory)),
  };
}

/** Where there is one office, what is nobody's is its own. */
function ownersOf(ownership: Ownership): Ownership["territories"] {
  const only = newTerritoriesOf(ownership);
  return ownership.territories.map((territory) => ({ ...only, ...territory }));
}

function give(territory: Omit<OwnTerritory, typeof given>): OwnTerritory {
  return { ...territory, [given]: true };
}
