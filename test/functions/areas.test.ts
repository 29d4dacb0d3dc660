import { beforeEach, describe, expect, it } from "vitest";
import { areaRowsMax, unassignedShownMax } from "../../shared/contracts/areas.ts";
import { importBytesMax } from "../../shared/contracts/registry-import.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { siteCodeOf } from "../store/on-each-engine.ts";
import { foreign, own, primary, secondary, settleTown, type Town, territory, thursday, unasked } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const header = "municipality,municipality_name,site_code,district,territory";
const fileOf = (...rows: string[]) => [header, ...rows].join("\n");
const wholeTown = `F205,Milano,,Milano città,${territory}`;

const put = async (csv: string, query = "", user = "health-office") =>
  trial.now.call("PUT", `/v1/areas${query}`, { token: await trial.now.tokenOf(user), csv });
const siteOf = async (siteCode: string) =>
  (await trial.now.call("GET", `/v1/sites/${siteCode}`, { token: town.healthOffice })).body;
const districts = async () =>
  Promise.all([primary, secondary, unasked, foreign].map(async (code) => Object(await siteOf(code)).district));
/** Without a municipality, like two thirds of a real registry. */
const register = (siteCode: string, body: object = {}) =>
  town.put(`/v1/sites/${siteCode}`, town.healthOffice, {
    name: `Plesso ${siteCode}`,
    instituteCode: own,
    territory,
    level: "primary",
    ...body,
  });
const bare = "ZZEE80109Z";

describe("the areas of a territory", () => {
  it("give each site the district of its municipality, but for sites that have a row of their own", async () => {
    expect((await put(fileOf(wholeTown, `,,${secondary},Nord,${territory}`))).body).toEqual({
      dryRun: false,
      accepted: 2,
      rejected: 0,
      sitesChanged: 4,
      items: [
        { line: 2, code: "F205", outcome: "saved" },
        { line: 3, code: secondary, outcome: "saved" },
      ],
      unassigned: { total: 0, sites: [] },
    });
    expect(await districts()).toEqual(["Milano città", "Nord", "Milano città", "Milano città"]);
    expect((await put(fileOf(wholeTown, `,,${secondary},Nord,${territory}`))).body).toMatchObject({ sitesChanged: 0 });
  });

  it("are told with the sites of an institute and of a survey day", async () => {
    await put(fileOf(`,,${primary},Nord,${territory}`));
    await trial.now.run("open-survey-day");
    const institute = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.school });
    expect(institute.body).toMatchObject({ sites: [{ siteCode: primary, district: "Nord" }, {}, {}] });
    const day = await trial.now.call("GET", `/v1/survey-days/${thursday}/sites`, { token: town.healthOffice });
    expect(day.body).toMatchObject({ items: [{ siteCode: primary, district: "Nord" }, {}, {}] });
    expect(Object(day.body).items[1]).not.toHaveProperty("district");
  });

  it("list the sites that are of no district: for the most part those without a municipality", async () => {
    await register(bare);
    const { body } = await put(fileOf(wholeTown));
    expect(body).toMatchObject({
      sitesChanged: 4,
      unassigned: { total: 1, sites: [{ siteCode: bare, name: `Plesso ${bare}`, territory }] },
    });
    expect(await put(fileOf(wholeTown, `,,${bare},Sud,${territory}`))).toMatchObject({
      body: { sitesChanged: 1, unassigned: { total: 0 } },
    });
    expect(await siteOf(bare)).toMatchObject({ district: "Sud" });
  });

  it("list no more of them than are read at a glance, and count all", async () => {
    const count = unassignedShownMax + 1;
    const entry = { instituteCode: own, name: "x", territory, level: "primary" } as const;
    for (let number = 0; number < count; number++)
      await trial.now.deps.sites.putRegistryEntry(
        { ...entry, siteCode: siteCodeOf(number) },
        { by: "x", at: new Date(0) },
      );
    const { body } = await put(fileOf(wholeTown), "?dry-run=true");
    expect(Object(body).unassigned.total).toBe(count);
    expect(Object(body).unassigned.sites).toHaveLength(unassignedShownMax);
  });

  it("hold for sites that are registered, imported or moved later", async () => {
    await trial.now.deps.settings.addTerritory("LODI", firstOfficeCode, { by: "x", at: new Date(0) });
    await put(fileOf(wholeTown, `,,${bare},Sud,${territory}`, "E648,Lodi,,Lodi e Casale,LODI"));
    expect((await register(bare)).body).toMatchObject({ district: "Sud" });
    const row = (place: string, code: string) =>
      `CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,CODICECOMUNESCUOLA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA\nZZEE80108C,X,${place},${code},SCUOLA PRIMARIA\n`;
    const importRow = async (place: string, code: string) =>
      trial.now.call("POST", "/v1/registry-imports", { token: town.healthOffice, csv: row(place, code) });
    await importRow("LODI", "E648");
    expect(await siteOf("ZZEE80108C")).toMatchObject({ district: "Lodi e Casale" });
    expect((await importRow("LODI", "E648")).body).toMatchObject({ items: [{ outcome: "unchanged" }] });
    await importRow(territory, "F205");
    expect(await siteOf("ZZEE80108C")).toMatchObject({ district: "Milano città" });
    await importRow(territory, "Non Disponibile");
    expect(await siteOf("ZZEE80108C")).not.toHaveProperty("district");
  });

  it("take the place of those from before in the territories that the list names, and in no other", async () => {
    await trial.now.deps.settings.addTerritory("LODI", firstOfficeCode, { by: "x", at: new Date(0) });
    await register(bare, { territory: "LODI", municipality: "E648" });
    await put(fileOf(wholeTown, "E648,Lodi,,Lodi e Casale,LODI"));
    const { body } = await put(fileOf(`,,${primary},Nord,${territory}`));
    expect(body).toMatchObject({ sitesChanged: 4, unassigned: { total: 3 } });
    expect(await districts()).toEqual(["Nord", undefined, undefined, undefined]);
    expect(await siteOf(bare)).toMatchObject({ district: "Lodi e Casale" });
  });

  it("as a dry run say the same and change nothing", async () => {
    await put(fileOf(wholeTown));
    const next = fileOf(`,,${primary},Nord,${territory}`);
    const { body: dry } = await put(next, "?dry-run=true");
    expect(dry).toMatchObject({ dryRun: true, sitesChanged: 4 });
    expect(await districts()).toEqual(Array(4).fill("Milano città"));
    const { body: wet } = await put(next, "?dry-run=false");
    expect(wet).toEqual({ ...Object(dry), dryRun: false });
  });

  it("are judged row by row, as a file or as items", async () => {
    await trial.now.deps.settings.addTerritory("LODI", "ats-lodi", { by: "x", at: new Date(0) });
    const rows: [object, string | undefined][] = [
      [{ municipality: "F205", district: "Nord", territory }, undefined],
      [{ municipality: "F205", district: "Sud", territory }, "codice già presente in una riga precedente"],
      [{ municipality: "E648", district: "Lodi", territory: "LODI" }, "il territorio non è tra i vostri"],
      [{ municipality: "G388", district: "Pavia", territory: "PAVIA" }, "il territorio non è tra i vostri"],
      [{ municipality: "milano", district: "Nord", territory }, "codice catastale del comune non valido"],
      [{ siteCode: "x", district: "Nord", territory }, "codice meccanografico del plesso non valido"],
      [{ siteCode: own, district: "Nord", territory }, "codice meccanografico del plesso non valido"],
      [{ siteCode: primary, territory }, "distretto mancante, troppo lungo o con caratteri di controllo"],
      [
        { siteCode: primary, district: "x".repeat(61), territory },
        "distretto mancante, troppo lungo o con caratteri di controllo",
      ],
      [{ siteCode: primary, district: "Nord" }, "territorio mancante o non valido"],
      [{ district: "Nord", territory }, "serve il comune o il codice del plesso, e non tutti e due"],
      [
        { siteCode: primary, municipality: "F205", district: "Nord", territory },
        "serve il comune o il codice del plesso, e non tutti e due",
      ],
      [{ siteCode: primary, municipalityName: "Milano", district: "Nord", territory }, "riga non valida"],
      [{ siteCode: primary.toLowerCase(), district: "Nord", territory }, undefined],
    ];
    const member = (row: object, name: string) => Object(row)[name] ?? "";
    const csv = fileOf(
      ...rows.map(([row]) =>
        ["municipality", "municipalityName", "siteCode", "district", "territory"]
          .map((name) => member(row, name))
          .join(","),
      ),
    );
    const answers = [
      (await put(csv)).body,
      (await town.put("/v1/areas", town.healthOffice, { items: rows.map(([row]) => row) })).body,
    ];
    for (const body of answers)
      expect(Object(body).items.map((item: object) => member(item, "reason"))).toEqual(
        rows.map(([, reason]) => reason ?? ""),
      );
  });

  it("of a site are those of the territory where it lies", async () => {
    await trial.now.deps.settings.addTerritory("LODI", firstOfficeCode, { by: "x", at: new Date(0) });
    expect((await put(fileOf(`,,${primary},Lodi,LODI`))).body).toMatchObject({
      items: [{ outcome: "rejected", reason: "il plesso è registrato in un altro territorio" }],
    });
  });

  it("are the region's and the office's alone, each in its own territories", async () => {
    await trial.now.deps.settings.addTerritory("LODI", "ats-lodi", { by: "x", at: new Date(0) });
    const rows = fileOf(wholeTown, "E648,Lodi,,Lodi,LODI");
    for (const [user, fates] of [
      ["health-office", ["saved", "rejected"]],
      ["health-office:ats-lodi", ["rejected", "saved"]],
      ["region", ["saved", "saved"]],
    ] as const)
      expect((await put(rows, "", user)).body).toMatchObject({ items: fates.map((outcome) => ({ outcome })) });
    for (const user of [own, `school-authority:${territory}`])
      expect(await put(rows, "", user)).toMatchObject({ status: 403 });
  });

  it(`are ${areaRowsMax} rows at most, and no larger a file than an import`, async () => {
    const rows = Array.from({ length: areaRowsMax + 1 }, () => ",,x,y,z");
    expect(await put(fileOf(...rows))).toMatchObject({ status: 413, problem: "too-large" });
    expect((await put(fileOf(...rows.slice(1)), "?dry-run=true")).status).toBe(200);
    expect(await put("x".repeat(importBytesMax + 1))).toMatchObject({ status: 413, problem: "too-large" });
    const items = rows.map(() => ({}));
    expect(await town.put("/v1/areas", town.healthOffice, { items })).toMatchObject({ status: 422 });
    expect(await put("site_code,territory\n")).toMatchObject({ status: 422, problem: "invalid-request" });
  });
});
