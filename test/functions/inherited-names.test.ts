import { beforeEach, describe, expect, it } from "vitest";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { spellTerritory } from "../../shared/domain/region/spell-territory.ts";
import { pageShape } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { writtenOn } from "../rig/written-on.ts";
import { settleTown, type Town, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

/** Names that every JavaScript object has, and the longest possible name, in letters of three bytes each. */
const territories = ["constructor", "toString", "valueOf", "hasOwnProperty", "isPrototypeOf", "学".repeat(60)] as const;

const schools = territories.map((territory, index) => ({
  territory,
  siteCode: `ZZEE8030${index}A`,
  instituteCode: `ZZIC8030${index}A`,
}));

/**
 * Registers a sentinel site of unknown municipality in the territory, with 100 pupils: as an earlier release stored it,
 * which kept small letters.
 */
async function register({ territory, siteCode, instituteCode }: (typeof schools)[number]): Promise<string> {
  const { settings, sites, institutes } = trial.now.deps;
  await settings.addTerritory(territory, firstOfficeCode, writtenOn("2023-02-01"));
  await institutes.putRegistryEntry({ instituteCode, name: "Istituto", contacts: [], places: [] }, writtenOn());
  const entry = { siteCode, instituteCode, name: "Plesso", territory, level: "primary" } as const;
  await sites.putRegistryEntry(entry, writtenOn());
  await sites.setSentinel(siteCode, { sentinelFrom: "2023-02-01" }, writtenOn());
  const school = await trial.now.tokenOf(instituteCode);
  await town.put(`/v1/sites/${siteCode}/enrolments/2022-09-01`, school, { pupils: 100, classes: 5 });
  await town.put(`/v1/institutes/${instituteCode}/contacts`, school, { contacts: [{ email: "a@scuola.example" }] });
  return school;
}

describe("a territory with the name of an inherited property", () => {
  it("is surveyed as any other: opened, reminded, alerted, closed, shown and exported", async () => {
    const { call, run, setNow } = trial.now;
    const get = (target: string) => call("GET", target, { token: town.healthOffice });
    const [quiet, ...others] = schools;
    if (quiet === undefined) throw new Error("there are schools");
    await register(quiet);
    for (const school of others) {
      const token = await register(school);
      const report = { absent: 60, confirm: true };
      const target = `/v1/sites/${school.siteCode}/absence-reports/${thursday}`;
      expect((await call("PUT", target, { token, json: report })).status).toBe(201);
    }
    await run("raise-alerts");
    setNow("2023-02-17T08:30:00+01:00");
    // The town's two institutes, and the school that is late.
    expect(await run("send-reminders")).toMatchObject({ sent: 3 });
    setNow("2023-02-18T00:10:00+01:00");
    expect(await run("close-survey-day")).toMatchObject({ closed: 1 });
    await run("watch");

    const { items } = pageShape.parse((await get(`/v1/survey-days/${thursday}/coverage`)).body);
    expect(items.map(({ territory }) => territory)).toEqual(expect.arrayContaining(territories.map(spellTerritory)));
    const alerts = pageShape.parse((await get("/v1/alerts")).body).items;
    expect(alerts).toHaveLength(others.length);
    for (const { alertId } of alerts) expect((await get(`/v1/alerts/${alertId}`)).status).toBe(200);
    for (const { territory, siteCode } of schools) {
      const name = encodeURIComponent(territory);
      expect((await get(`/v1/series?territory=${name}&level=primary&to=${thursday}`)).body).toMatchObject({
        items: [{ date: thursday }],
      });
      expect((await get(`/v1/series?siteCode=${siteCode}&to=${thursday}`)).status).toBe(200);
      const csv = (await get(`/v1/exports/absence-reports?month=2023-02&territory=${name}`)).text;
      expect(csv).toContain(`;${territory};primaria;${siteCode};`);
    }
    const policy = Object(Object((await get("/v1/alert-policy")).body)).policy;
    expect((await call("POST", "/v1/backtests", { token: town.healthOffice, json: { policy } })).status).toBe(201);
  });

  it("is imported with the registry too, under a heading that is called so or not", async () => {
    const header = "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,__proto__";
    const csv = `${header},CONSTRUCTOR\nZZEE80401A,Prima,valueOf,SCUOLA PRIMARIA,x,y\n`;
    const answer = await trial.now.call("POST", "/v1/registry-imports", { token: town.healthOffice, csv });
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    const site = await trial.now.call("GET", "/v1/sites/ZZEE80401A", { token: town.healthOffice });
    expect(site).toMatchObject({ status: 200, body: { territory: "VALUEOF" } });
  });
});

describe("a name with a character that no name has", () => {
  it.each(["__proto__", "A#1", "A\u0000", "A\nB", "\u202EA", "A|B"])("%j is refused", async (territory) => {
    const site = { name: "Plesso", instituteCode: "ZZIC80300A", territory, level: "primary" };
    expect(await town.put("/v1/sites/ZZEE80300A", town.healthOffice, site)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: "/territory" }] },
    });
  });
});

describe("the code of an institute", () => {
  it.each(["ZZIC80300A", "zzis80300a"])("%s is not a site's code: pupils belong to sites", async (code) => {
    const site = { name: "Istituto", instituteCode: "ZZIC80300A", territory: "MILANO", level: "primary" };
    const sentinel = { ...site, sentinelFrom: "2023-02-01" };
    for (const body of [site, sentinel]) {
      expect(await town.put(`/v1/sites/${code}`, town.healthOffice, body)).toMatchObject({
        status: 422,
        body: {
          errors: [
            {
              pointer: "/path/siteCode",
              detail: "è il codice di un istituto: gli alunni stanno nei plessi, serve il codice del plesso",
            },
          ],
        },
      });
    }
  });

  it("is refused where a site is closed or looked up, by the same words", async () => {
    const problem = { errors: [{ detail: expect.stringContaining("serve il codice del plesso") }] };
    const day = { kind: "closure", from: "2023-03-14", to: "2023-03-14", reason: "elezioni" };
    const closure = { ...day, scope: { kind: "site", siteCode: "ZZIC80300A" } };
    expect(await town.put("/v1/closures/elezioni", town.healthOffice, closure)).toMatchObject({
      status: 422,
      body: problem,
    });
    const series = await trial.now.call("GET", "/v1/series?siteCode=ZZIC80300A", { token: town.healthOffice });
    expect(series).toMatchObject({ status: 422, body: problem });
  });
});
