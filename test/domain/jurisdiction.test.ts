import { describe, expect, it } from "vitest";
import {
  askForOffice,
  askForTerritory,
  grantTerritory,
  isAskedOffice,
  isInstituteInside,
  isWhole,
  type Jurisdiction,
  jurisdictionOf,
  type Ownership,
  ofOneOffice,
  ownTerritory,
  territoryOfSite,
} from "../../shared/domain/jurisdiction.ts";
import type { Principal } from "../../shared/domain/principal.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";

const subject = "somebody";
const office = (officeCode: string): Principal => ({ role: "health-office", subject, officeCode });
const region: Principal = { role: "region", subject };
const school: Principal = { role: "school-office", subject, instituteCodes: ["MIIC8AN00E"] };

const one: Ownership = {
  offices: [],
  territories: [
    { territory: "MILANO", officeCode: firstOfficeCode },
    { territory: "LODI", officeCode: firstOfficeCode },
  ],
};
const two: Ownership = {
  offices: ["ats-brescia", "ats-milano"],
  territories: [
    { territory: "MILANO", officeCode: "ats-milano" },
    { territory: "BRESCIA", officeCode: "ats-brescia" },
    { territory: "LODI", officeCode: "ats-milano" },
    { territory: "SONDRIO", officeCode: firstOfficeCode },
  ],
};

function namesOf({ territories }: Jurisdiction): string[] {
  return territories.map(({ territory }) => territory);
}

describe("the jurisdiction of a health office", () => {
  it("is everything, also unlisted territories, when no office is stored", () => {
    const jurisdiction = jurisdictionOf(office(firstOfficeCode), one);
    expect(namesOf(jurisdiction)).toEqual(["LODI", "MILANO"]);
    expect(ownTerritory(jurisdiction, "COMO")).toMatchObject({ territory: "COMO", officeCode: firstOfficeCode });
    expect(ownTerritory(jurisdiction, "LODI")).toMatchObject({ territory: "LODI", officeCode: firstOfficeCode });
  });

  it("is empty when only other offices are stored", () => {
    for (const ownership of [one, two]) {
      const jurisdiction = jurisdictionOf(office("ats-nessuna"), ownership);
      expect(namesOf(jurisdiction)).toEqual([]);
      expect(jurisdiction.offices).toEqual([]);
      expect(ownTerritory(jurisdiction, "MILANO")).toBeUndefined();
      expect(ownTerritory(jurisdiction, "COMO")).toBeUndefined();
    }
  });

  it("is only what it owns when there are several: nothing of another office or the first, and nothing unlisted", () => {
    const jurisdiction = jurisdictionOf(office("ats-milano"), two);
    expect(namesOf(jurisdiction)).toEqual(["LODI", "MILANO"]);
    expect(jurisdiction.offices).toEqual(["ats-milano"]);
    for (const outside of ["BRESCIA", "SONDRIO", "COMO"]) expect(ownTerritory(jurisdiction, outside)).toBeUndefined();
  });

  it("is, for the first office, every territory without another owner", () => {
    const jurisdiction = jurisdictionOf(office(firstOfficeCode), two);
    expect(namesOf(jurisdiction)).toEqual(["SONDRIO"]);
    expect(ownTerritory(jurisdiction, "COMO")).toBeUndefined();
  });

  it("grows by new territories when there is no other office", () => {
    const only: Ownership = {
      offices: ["ats-milano"],
      territories: [{ territory: "MILANO", officeCode: "ats-milano" }],
    };
    expect(ownTerritory(jurisdictionOf(office("ats-milano"), only), "COMO")).toMatchObject({
      officeCode: "ats-milano",
    });
  });
});

describe("the jurisdiction of a school authority", () => {
  it("is the listed territories of its account, and no office", () => {
    const authority: Principal = { role: "school-authority", subject, territories: ["LODI", "COMO"] };
    const jurisdiction = jurisdictionOf(authority, two);
    expect(namesOf(jurisdiction)).toEqual(["LODI"]);
    expect(jurisdiction.offices).toEqual([]);
    for (const outside of ["MILANO", "COMO"]) expect(ownTerritory(jurisdiction, outside)).toBeUndefined();
  });
});

describe("the jurisdiction of the region", () => {
  it("is everything, also unlisted territories, and all offices", () => {
    const jurisdiction = jurisdictionOf(region, two);
    expect(namesOf(jurisdiction)).toEqual(["BRESCIA", "LODI", "MILANO", "SONDRIO"]);
    expect(jurisdiction.offices).toEqual([firstOfficeCode, "ats-brescia", "ats-milano"]);
    expect(ownTerritory(jurisdiction, "COMO")).toMatchObject({ territory: "COMO" });
    expect(jurisdictionOf(region, one).offices).toEqual([firstOfficeCode]);
  });

  it("can be narrowed to one office", () => {
    const narrowed = ofOneOffice(jurisdictionOf(region, two), askForOffice("ats-milano"));
    expect(narrowed && namesOf(narrowed)).toEqual(["LODI", "MILANO"]);
    expect(narrowed && ownTerritory(narrowed, "BRESCIA")).toBeUndefined();
    expect(narrowed && ownTerritory(narrowed, "COMO")).toBeUndefined();
    expect(ofOneOffice(jurisdictionOf(region, two), askForOffice("ats-nessuna"))).toBeUndefined();
    expect(ofOneOffice(jurisdictionOf(office("ats-milano"), two), askForOffice("ats-brescia"))).toBeUndefined();
  });
});

describe("a site", () => {
  const site = (instituteCode: string, territory: string) => ({ instituteCode, territory });

  it("belongs to an office by its territory", () => {
    const jurisdiction = jurisdictionOf(office("ats-milano"), two);
    expect(territoryOfSite(jurisdiction, site("MIIC8AN00E", "LODI"))).toMatchObject({ territory: "LODI" });
    expect(territoryOfSite(jurisdiction, site("MIIC8AN00E", "BRESCIA"))).toBeUndefined();
  });

  it("belongs to a school by its institute, in any territory; a school has no territory", () => {
    const jurisdiction = jurisdictionOf(school, two);
    const owner = { territory: "BRESCIA", officeCode: "ats-brescia" };
    expect(territoryOfSite(jurisdiction, site("MIIC8AN00E", "BRESCIA"))).toMatchObject(owner);
    expect(territoryOfSite(jurisdiction, site("BSIC8AN00E", "MILANO"))).toBeUndefined();
    expect(ownTerritory(jurisdiction, "MILANO")).toBeUndefined();
  });
});

describe("an institute", () => {
  it("is inside where one of its territories is", () => {
    const jurisdiction = jurisdictionOf(office("ats-milano"), two);
    for (const [territories, isInside] of [
      [["BRESCIA", "LODI"], true],
      [["BRESCIA"], false],
      [[], false],
    ] as const)
      expect(isInstituteInside(jurisdiction, { territories })).toBe(isInside);
  });
});

describe("a territory or an office that a caller names", () => {
  it("can be read only by the jurisdiction, and cannot be serialised", () => {
    const jurisdiction = jurisdictionOf(office("ats-milano"), two);
    expect(grantTerritory(jurisdiction, askForTerritory("LODI"))).toMatchObject({ territory: "LODI" });
    expect(grantTerritory(jurisdiction, askForTerritory("BRESCIA"))).toBeUndefined();
    expect(JSON.stringify(askForTerritory("LODI"))).not.toContain("LODI");
  });

  it("is distinguished from every other value", () => {
    expect(
      [askForOffice("ats-milano"), askForTerritory("LODI"), { kind: "office" }, "office", null].map(isAskedOffice),
    ).toEqual([true, false, false, false, false]);
  });
});

it("a jurisdiction is whole for the region, and for a single office", () => {
  expect(isWhole(jurisdictionOf(region, two))).toBe(true);
  expect(isWhole(jurisdictionOf(office(firstOfficeCode), one))).toBe(true);
  expect(isWhole(jurisdictionOf(office("ats-milano"), two))).toBe(false);
});
