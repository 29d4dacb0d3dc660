import { beforeEach, describe, expect, it } from "vitest";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { pageShape } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { writtenOn } from "../rig/written-on.ts";
import { own, primary, secondary, settleTown, type Town, thursday } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const header = "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA";
const site = { name: "Prima", instituteCode: own, level: "primary", sentinelFrom: "2023-02-01" };
const monza = "MONZA E DELLA BRIANZA";
const listed = async () => trial.now.deps.settings.territories();
const get = async (target: string, user = "health-office") =>
  trial.now.call("GET", target, { token: await trial.now.tokenOf(user) });

async function importRows(provinces: readonly string[]): Promise<unknown[]> {
  const rows = provinces.map((province, index) => `ZZEE9010${index}A,Nuova,${province},SCUOLA PRIMARIA`);
  const csv = [header, ...rows, ""].join("\n");
  const { body } = await trial.now.call("POST", "/v1/registry-imports", { token: town.healthOffice, csv });
  return pageShape.parse(body).items.map(({ outcome }) => outcome);
}

describe("a territory in whatever spelling is one", () => {
  it("where a site is put beside those imported", async () => {
    const saved = await town.put(`/v1/sites/${secondary}`, town.healthOffice, { ...site, territory: " Milano" });
    expect(saved).toMatchObject({ status: 200, body: { territory: "MILANO" } });
    expect(await listed()).toEqual(["MILANO"]);
    await trial.now.run("open-survey-day");
    const { body } = await get(`/v1/survey-days/${thursday}/sites?territory=mi`);
    expect(pageShape.parse(body).items.map(({ siteCode }) => siteCode)).toContain(secondary);
  });

  it("in the registry, by long and short names and by the code", async () => {
    const names = ["Monza e Brianza", "MONZA E DELLA  BRIANZA", "MB", "monza-brianza"];
    expect(await importRows(names)).toEqual(names.map(() => "created"));
    expect(await listed()).toEqual(["MILANO", monza]);
  });

  it("in the list of an office, in the account of a school authority and in what each asks for", async () => {
    const office = { name: "ATS", help: {}, controller: { name: "ATS" }, asksIllness: false };
    const json = { ...office, territories: ["Monza e Brianza", "MB", "Lodi"] };
    const token = await trial.now.tokenOf("region");
    expect(await trial.now.call("PUT", "/v1/health-offices/ats-brianza", { token, json })).toMatchObject({
      status: 201,
      body: { territories: ["LODI", monza] },
    });
    const month = "month=2023-02";
    for (const name of ["mb", "Monza%20e%20Brianza"]) {
      const target = `/v1/exports/absence-reports?${month}&territory=${name}`;
      expect((await get(target, "health-office:ats-brianza")).status).toBe(200);
      expect((await get(target)).status).toBe(404);
    }
  });

  it("in the school calendar, in a closure and where the calendar is asked", async () => {
    const json = { surveyWeekdays: [{ from: "2023-02-17", territories: ["Lodi"], weekdays: ["friday"] }] };
    expect(await town.put("/v1/school-calendars/2022-23", town.healthOffice, json)).toMatchObject({
      status: 200,
      body: { surveyWeekdays: [{}, { territories: ["LODI"] }] },
    });
    const closure = { kind: "closure", scope: { kind: "territory", territory: "Milano" }, reason: "Neve" };
    const day = { from: thursday, to: thursday };
    expect(await town.put("/v1/closures/neve", town.healthOffice, { ...closure, ...day })).toMatchObject({
      body: { scope: { territory: "MILANO" } },
    });
    expect((await trial.now.call("GET", "/v1/survey-days/2023-02-24?territory=lodi")).status).toBe(200);
  });

  it("stays the one that an earlier release has listed, whatever its spelling", async () => {
    await trial.now.deps.settings.addTerritory("Lodi", firstOfficeCode, writtenOn());
    expect((await town.put(`/v1/sites/${primary}`, town.healthOffice, { ...site, territory: "LODI" })).status).toBe(
      200,
    );
    expect(await importRows(["LODI"])).toEqual(["created"]);
    expect(await listed()).toEqual(["Lodi", "MILANO"]);
    for (const target of [`/v1/survey-days/${thursday}/sites?territory=LODI`, `/v1/sites/${primary}`])
      expect((await get(target, "school-authority:Lodi")).status).toBe(200);
  });
});
