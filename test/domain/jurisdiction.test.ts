import { describe, expect, it } from "vitest";
import {
  everything,
  isOwnInstitute,
  type Jurisdiction,
  jurisdictionOf,
  type Ownership,
  ofOneOffice,
  ownTerritory,
} from "../../shared/domain/jurisdiction.ts";
import type { Principal } from "../../shared/domain/principal.ts";
import { firstOfficeCode } from "../../shared/domain/registry/health-office.ts";

const subject = "somebody";
const office = (officeCode: string): Principal => ({ role: "health-office", subject, officeCode });
const region: Principal = { role: "region", subject };
const school: Principal = { role: "school-office", subject, instituteCodes: ["MIIC8AN00E"] };

const one: Ownership = { offices: [], territories: [{ territory: "MILANO" }, { territory: "LODI" }] };
const two: Ownership = {
  offices: ["ats-brescia", "ats-milano"],
  territories: [
    { territory: "MILANO", officeCode: "ats-milano" },
    { territory: "BRESCIA", officeCode: "ats-brescia" },
    { territory: "LODI", officeCode: "ats-milano" },
    { territory: "SONDRIO" },
  ],
};

function namesOf({ territories }: Jurisdiction): string[] {
  return territories.map(({ territory }) => territory);
}

describe("the jurisdiction of a health office", () => {
  it("is everything, also what is not listed yet, where no office is stored", () => {
    const jurisdiction = jurisdictionOf(office(firstOfficeCode), one);
    expect(namesOf(jurisdiction)).toEqual(["LODI", "MILANO"]);
    expect(ownTerritory(jurisdiction, "COMO")).toMatchObject({ territory: "COMO", officeCode: firstOfficeCode });
    expect(ownTerritory(jurisdiction, "LODI")).toMatchObject({ territory: "LODI", officeCode: firstOfficeCode });
  });

  it("is nothing where another office is stored, and where none of that code is", () => {
    for (const ownership of [one, two]) {
      const jurisdiction = jurisdictionOf(office("ats-nessuna"), ownership);
      expect(namesOf(jurisdiction)).toEqual([]);
      expect(jurisdiction.offices).toEqual([]);
      expect(ownTerritory(jurisdiction, "MILANO")).toBeUndefined();
      expect(ownTerritory(jurisdiction, "COMO")).toBeUndefined();
    }
  });

  it("is what it owns where there are several: nothing of another's, of nobody's, or that is not listed", () => {
    const jurisdiction = jurisdictionOf(office("ats-milano"), two);
    expect(namesOf(jurisdiction)).toEqual(["LODI", "MILANO"]);
    expect(jurisdiction.offices).toEqual(["ats-milano"]);
    for (const outside of ["BRESCIA", "SONDRIO", "COMO"]) expect(ownTerritory(jurisdiction, outside)).toBeUndefined();
  });

  it("includes what is nobody's where the stored office is the only one", () => {
    const only: Ownership = {
      offices: ["ats-milano"],
      territories: two.territories.filter((t) => t.territory !== "BRESCIA"),
    };
    expect(namesOf(jurisdictionOf(office("ats-milano"), only))).toEqual(["LODI", "MILANO", "SONDRIO"]);
  });
});

describe("the jurisdiction of a school authority", () => {
  it("is the territories of its account that are listed, and no office", () => {
    const authority: Principal = { role: "school-authority", subject, territories: ["LODI", "COMO"] };
    const jurisdiction = jurisdictionOf(authority, two);
    expect(namesOf(jurisdiction)).toEqual(["LODI"]);
    expect(jurisdiction.offices).toEqual([]);
    for (const outside of ["MILANO", "COMO"]) expect(ownTerritory(jurisdiction, outside)).toBeUndefined();
  });
});

describe("the jurisdiction of the region", () => {
  it("is everything, also what is not listed yet, and all offices", () => {
    const jurisdiction = jurisdictionOf(region, two);
    expect(namesOf(jurisdiction)).toEqual(["BRESCIA", "LODI", "MILANO", "SONDRIO"]);
    expect(jurisdiction.offices).toEqual(two.offices);
    expect(ownTerritory(jurisdiction, "COMO")).toMatchObject({ territory: "COMO" });
    expect(jurisdictionOf(region, one).offices).toEqual([firstOfficeCode]);
  });

  it("can be narrowed to one office", () => {
    const narrowed = ofOneOffice(jurisdictionOf(region, two), "ats-milano");
    expect(narrowed && namesOf(narrowed)).toEqual(["LODI", "MILANO"]);
    expect(narrowed && ownTerritory(narrowed, "BRESCIA")).toBeUndefined();
    expect(narrowed && ownTerritory(narrowed, "COMO")).toBeUndefined();
    expect(ofOneOffice(jurisdictionOf(region, two), "ats-nessuna")).toBeUndefined();
    expect(ofOneOffice(jurisdictionOf(office("ats-milano"), two), "ats-brescia")).toBeUndefined();
  });
});

describe("an institute", () => {
  it("is inside when one of its territories is", () => {
    const jurisdiction = jurisdictionOf(office("ats-milano"), two);
    expect(isOwnInstitute(jurisdiction, "MIIC8AN00E", ["BRESCIA", "LODI"])).toBe(true);
    expect(isOwnInstitute(jurisdiction, "MIIC8AN00E", ["BRESCIA"])).toBe(false);
    expect(isOwnInstitute(jurisdiction, "MIIC8AN00E", [])).toBe(false);
  });

  it("is a school's own by its code, wherever it lies; of a school no territory is", () => {
    const jurisdiction = jurisdictionOf(school, two);
    expect(isOwnInstitute(jurisdiction, "MIIC8AN00E", ["BRESCIA"])).toBe(true);
    expect(isOwnInstitute(jurisdiction, "BSIC8AN00E", ["MILANO"])).toBe(false);
    expect(ownTerritory(jurisdiction, "MILANO")).toBeUndefined();
  });
});

it("jobs look after every territory, each by its owner", () => {
  expect(everything(two).territories).toMatchObject([
    { territory: "BRESCIA", officeCode: "ats-brescia" },
    { territory: "LODI", officeCode: "ats-milano" },
    { territory: "MILANO", officeCode: "ats-milano" },
    { territory: "SONDRIO" },
  ]);
});
