import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { importBytesMax, importRowsMax } from "../../shared/contracts/registry-import.ts";
import { gatewayOf, pageShape, problemOf } from "../rig/gateway-of.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, primary, secondary, settleTown, type Town, territory, thursday, unasked } from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const header =
  "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,CODICECOMUNESCUOLA,CODICEISTITUTORIFERIMENTO,DENOMINAZIONEISTITUTORIFERIMENTO,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA,INDIRIZZOEMAILSCUOLA";
const newSite = "ZZEE80301C,NUOVA,LODI,E648,ZZIC80003C,IC NUOVO,SCUOLA PRIMARIA,nuovo@scuola.example";
const fileOf = (...rows: string[]) => [header, ...rows].join("\n");
const outcomes = z.object({ items: z.array(z.object({ outcome: z.string() })) });

const importFile = (csv: string, query = "", language = "it") =>
  trial.now.call("POST", `/v1/registry-imports${query}`, {
    token: town.healthOffice,
    csv,
    headers: { "accept-language": language },
  });
const fatesOf = async (csv: string, query = "") =>
  outcomes.parse((await importFile(csv, query)).body).items.map(({ outcome }) => outcome);

describe("importing the registry", () => {
  it("registers sites and institutes, and gives the result of each row in the caller's language", async () => {
    const file = fileOf(
      newSite,
      "ZZIC80003C,IC NUOVO,LODI,E648,ZZIC80003C,IC NUOVO,ISTITUTO COMPRENSIVO,Non Disponibile",
      "x,,,,,,,",
    );
    const reasons = { it: "codice meccanografico non valido", en: "not a codice meccanografico" };
    for (const [language, reason] of Object.entries(reasons)) {
      expect((await importFile(file, "?dry-run=true", language)).body).toMatchObject({ items: [{}, {}, { reason }] });
    }
    expect((await importFile(file)).body).toEqual({
      dryRun: false,
      accepted: 2,
      rejected: 1,
      items: [
        { line: 2, siteCode: "ZZEE80301C", outcome: "created" },
        { line: 3, siteCode: "ZZIC80003C", outcome: "institute" },
        { line: 4, siteCode: "X", outcome: "rejected", reason: reasons.it },
      ],
    });
    const site = await trial.now.call("GET", "/v1/sites/ZZEE80301C", { token: town.healthOffice });
    expect(site.body).toEqual({
      siteCode: "ZZEE80301C",
      name: "NUOVA",
      instituteCode: "ZZIC80003C",
      municipality: "E648",
      territory: "LODI",
      level: "primary",
    });
    const school = await trial.now.tokenOf("ZZIC80003C");
    const institute = await trial.now.call("GET", "/v1/institutes/ZZIC80003C", { token: school });
    expect(institute.body).toMatchObject({
      name: "IC NUOVO",
      contacts: [{ email: "nuovo@scuola.example", state: "valid" }],
    });
  });

  it("again changes nothing; a new name is an update", async () => {
    await importFile(fileOf(newSite));
    expect(await fatesOf(fileOf(newSite))).toEqual(["unchanged"]);
    expect(await fatesOf(fileOf(newSite.replace("NUOVA", "NUOVISSIMA")))).toEqual(["updated"]);
  });

  it("as a dry run says the same and writes nothing", async () => {
    expect(await fatesOf(fileOf(newSite), "?dry-run=true")).toEqual(["created"]);
    expect((await trial.now.call("GET", "/v1/sites/ZZEE80301C", { token: town.healthOffice })).status).toBe(404);
    expect(await trial.now.deps.institutes.get("ZZIC80003C")).toBeUndefined();
    expect(await trial.now.deps.settings.territories()).toEqual([territory]);
    expect(await fatesOf(fileOf(newSite), "?dry-run=false")).toEqual(["created"]);
  });

  it("does not change sentinel dates, enrolments and contacts that the school has set", async () => {
    const row = `${primary},PRIMA DAL REGISTRO,${territory},F205,${own},IC DAL REGISTRO,SCUOLA PRIMARIA,registro@scuola.example`;
    expect(await fatesOf(fileOf(row))).toEqual(["updated"]);
    const site = await trial.now.call("GET", `/v1/sites/${primary}`, { token: town.school });
    expect(site.body).toMatchObject({
      name: "PRIMA DAL REGISTRO",
      sentinelFrom: "2023-02-01",
      enrolment: { pupils: 200 },
    });
    expect(await trial.now.deps.institutes.get(own)).toMatchObject({
      name: "IC DAL REGISTRO",
      contacts: [{ email: "own@scuola.example" }],
    });
  });

  it("moves a sentinel site to its new province, where it is asked from then on", async () => {
    const row = `${primary},PRIMA,LODI,E648,${own},IC,SCUOLA PRIMARIA,Non Disponibile`;
    await importFile(fileOf(row));
    await trial.now.run("open-survey-day");
    expect(await trial.now.deps.surveyDays.state("LODI", thursday)).toMatchObject({ asked: 1 });
    expect(await trial.now.deps.surveyDays.state(territory, thursday)).toMatchObject({ asked: 2 });
  });

  it("tells rows by which an institute would lie in a sixth territory, and takes the others", async () => {
    const row = (number: number, territory: string) =>
      `ZZEE8030${number}C,PLESSO,${territory},E648,ZZIC80003C,IC NUOVO,SCUOLA PRIMARIA,Non Disponibile`;
    const five = ["LODI", "MILANO", "PAVIA", "COMO", "LECCO"].map((name, number) => row(number, name));
    const file = fileOf(...five, row(5, "VARESE"), row(6, "LODI"));
    const fates = [...five.map(() => "created"), "rejected", "created"];
    expect(await fatesOf(file, "?dry-run=true")).toEqual(fates);
    expect((await importFile(file)).body).toMatchObject({
      rejected: 1,
      items: fates.map((outcome) =>
        outcome === "created"
          ? { outcome }
          : { reason: "l'istituto avrebbe troppi plessi o troppi territori: controllate il suo codice e la provincia" },
      ),
    });
    const territories = async () => (await trial.now.deps.institutes.get("ZZIC80003C"))?.territories;
    expect(await territories()).toEqual(["COMO", "LECCO", "LODI", "MILANO", "PAVIA"]);
    const site = { name: "x", instituteCode: "ZZIC80003C", territory: "VARESE", level: "primary" };
    const refused = await town.put("/v1/sites/ZZEE80307C", town.healthOffice, site);
    expect(refused).toMatchObject({ status: 422, problem: "institute-too-large" });
    expect((await trial.now.call("GET", "/v1/sites/ZZEE80307C", { token: town.healthOffice })).status).toBe(404);
    // The only site of a territory may move on.
    expect(await fatesOf(fileOf(row(4, "VARESE")))).toEqual(["updated"]);
    expect(await territories()).toEqual(["COMO", "LODI", "MILANO", "PAVIA", "VARESE"]);
  });

  it("tells institutes where their sites lie, also those that a site leaves", async () => {
    const row = (institute: string, territory: string) =>
      `ZZEE80301C,NUOVA,${territory},E648,${institute},IC,SCUOLA PRIMARIA,Non Disponibile`;
    const territories = async (code: string) => (await trial.now.deps.institutes.get(code))?.territories;
    await importFile(fileOf(row("ZZIC80003C", "LODI")));
    await importFile(fileOf(row(own, "PAVIA")));
    expect([await territories("ZZIC80003C"), await territories(own)]).toEqual([[], [territory, "PAVIA"]]);
    await importFile(fileOf(row(own, "LODI")));
    expect(await territories(own)).toEqual(["LODI", territory]);
  });

  it("takes the address of the institute's own row before that of its sites", async () => {
    const own = "ZZIC80003C,IC NUOVO,LODI,E648,ZZIC80003C,IC NUOVO,ISTITUTO COMPRENSIVO,sede@scuola.example";
    await importFile(fileOf(newSite, own));
    expect(await trial.now.deps.institutes.get("ZZIC80003C")).toMatchObject({
      contacts: [{ email: "sede@scuola.example" }],
    });
  });

  it("says the line and the reason when the file cannot be read", async () => {
    const refused = await importFile(`${header}\n"aperta`);
    expect(refused).toMatchObject({ status: 422, problem: "invalid-request" });
    expect(problemOf(refused).errors?.[0]?.detail).toMatch(/^riga 2: /);
  });

  it(`takes ${importBytesMax} bytes and refuses one more`, async () => {
    const exactly = fileOf(newSite, "").padEnd(importBytesMax, `${"x".repeat(999)}\n`);
    expect((await importFile(exactly, "?dry-run=true")).body).toMatchObject({ accepted: 1 });
    expect(await importFile(`${exactly}x`, "?dry-run=true")).toMatchObject({ status: 413, problem: "too-large" });
  });

  it(`takes ${importRowsMax} rows and refuses one more`, async () => {
    const rows = Array.from({ length: importRowsMax }, () => "x");
    expect((await importFile(fileOf(...rows), "?dry-run=true")).body).toMatchObject({ rejected: importRowsMax });
    const refused = await importFile(fileOf(...rows, "x"), "?dry-run=true");
    expect(refused).toMatchObject({ status: 413, problem: "too-large" });
    expect(problemOf(refused).detail).toBe("Il limite è 10.000 righe.");
  });

  it("rejects a row with the code of an institute instead of a site, and accepts the other rows", async () => {
    const institute = "ZZIC80003C,NUOVA,LODI,E648,ZZIC80003C,IC NUOVO,SCUOLA PRIMARIA,nuovo@scuola.example";
    expect((await importFile(fileOf(institute, newSite))).body).toMatchObject({
      accepted: 1,
      items: [
        {
          siteCode: "ZZIC80003C",
          outcome: "rejected",
          reason: "è il codice di un istituto: gli alunni stanno nei plessi",
        },
        { outcome: "created" },
      ],
    });
  });

  it("repeats only the beginning of a malformed code", async () => {
    const { body } = await importFile(fileOf("x".repeat(2_000)), "?dry-run=true");
    expect(body).toMatchObject({ items: [{ siteCode: "X".repeat(30) }] });
  });

  it("judges hostile cells like any others", async () => {
    const hostile = ["__proto__", "=cmd|'/C calc'!A0", "\u202e", "'; DROP TABLE Sites;--", "\0", "🏫".repeat(50)];
    const rows = hostile.map(
      (cell, index) => `ZZEE8040${index}D,${cell},LODI,E648,ZZIC80003C,IC,SCUOLA PRIMARIA,${cell}`,
    );
    const { status, body } = await importFile(fileOf(...rows));
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 4, rejected: 2 });
  });
});

describe("the sentinel sites", () => {
  const put = (options: object, language = "it") =>
    trial.now.call("PUT", "/v1/sentinel-sites", {
      token: town.healthOffice,
      headers: { "accept-language": language },
      ...options,
    });

  it("as CSV and as JSON are judged row by row", async () => {
    const csv = `site_code,sentinel_from,sentinel_until\n${unasked},2023-02-16,\nZZEE99999Z,2023-02-16,\n${primary},2023-02-30,\n${secondary},2023-02-16,2023-02-16\n${unasked},2023-02-20,\n`;
    const items = [
      { siteCode: unasked, sentinelFrom: "2023-02-16" },
      { siteCode: "ZZEE99999Z", sentinelFrom: "2023-02-16" },
      { siteCode: primary, sentinelFrom: "2023-02-30" },
      { siteCode: secondary, sentinelFrom: "2023-02-16", sentinelUntil: "2023-02-16" },
      { siteCode: unasked, sentinelFrom: "2023-02-20" },
    ];
    for (const [options, firstLine] of [
      [{ csv }, 2],
      [{ json: { items } }, 1],
    ] as const) {
      const answer = await put(options);
      expect(answer.body).toEqual({
        accepted: 1,
        rejected: 4,
        items: [
          { line: firstLine, siteCode: unasked, outcome: "saved" },
          { line: firstLine + 1, siteCode: "ZZEE99999Z", outcome: "rejected", reason: "plesso non registrato" },
          { line: firstLine + 2, siteCode: primary, outcome: "rejected", reason: "inizio: serve una data, AAAA-MM-GG" },
          {
            line: firstLine + 3,
            siteCode: secondary,
            outcome: "rejected",
            reason: "fine: serve una data dopo l'inizio, AAAA-MM-GG",
          },
          {
            line: firstLine + 4,
            siteCode: unasked,
            outcome: "rejected",
            reason: "codice già presente in una riga precedente",
          },
        ],
      });
    }
    const site = await trial.now.call("GET", `/v1/sites/${unasked}`, { token: town.school });
    expect(site.body).toMatchObject({ sentinelFrom: "2023-02-16" });
  });

  it("explain errors in English to a reader of English", async () => {
    const { body } = await put({ json: { items: [{ siteCode: "x", sentinelFrom: "2023-02-16" }] } }, "en");
    expect(body).toMatchObject({ items: [{ reason: "not a codice meccanografico" }] });
  });

  it("may come with more columns, but not without the two needed ones", async () => {
    expect((await put({ csv: `site_code,name,sentinel_from\n${unasked},Prova,2023-02-16\n` })).body).toMatchObject({
      accepted: 1,
    });
    expect(await put({ csv: `site_code\n${unasked}\n` })).toMatchObject({ status: 422 });
  });

  it("are sites and never institutes", async () => {
    const institute = { siteCode: "zzic80001a", sentinelFrom: "2023-02-16" };
    const csv = `site_code,sentinel_from\n${institute.siteCode},${institute.sentinelFrom}\n`;
    for (const options of [{ csv }, { json: { items: [institute] } }]) {
      expect((await put(options)).body).toMatchObject({
        accepted: 0,
        items: [{ outcome: "rejected", reason: "è il codice di un istituto: gli alunni stanno nei plessi" }],
      });
    }
  });

  it("end on the first day on which they are not sentinels", async () => {
    await put({ csv: `site_code,sentinel_from,sentinel_until\n${primary},2023-02-01,${thursday}\n` });
    expect(await town.report(primary, thursday, { absent: 3 })).toMatchObject({ problem: "site-not-sentinel" });
    await put({ csv: `site_code,sentinel_from,sentinel_until\n${primary},2023-02-01,2023-02-17\n` });
    expect((await town.report(primary, thursday, { absent: 3 })).status).toBe(201);
  });

  it("are at most ten thousand at once", async () => {
    const rows = Array.from({ length: 10_001 }, () => "x,y").join("\n");
    expect(await put({ csv: `site_code,sentinel_from\n${rows}\n` })).toMatchObject({
      status: 413,
      problem: "too-large",
    });
    const items = Array.from({ length: 10_001 }, () => ({}));
    expect(await put({ json: { items } })).toMatchObject({ status: 422, problem: "invalid-request" });
    expect(await put({ csv: "x".repeat(importBytesMax + 1) })).toMatchObject({ status: 413, problem: "too-large" });
  });
});

describe("closures", () => {
  const closure = {
    kind: "closure",
    scope: { kind: "site", siteCode: primary },
    from: thursday,
    to: thursday,
    reason: "Neve",
  };
  const put = (id: string, body: object) => town.put(`/v1/closures/${id}`, town.healthOffice, body);

  it("are registered, changed and taken back", async () => {
    expect((await put("neve", closure)).status).toBe(201);
    expect((await put("neve", closure)).status).toBe(200);
    const target = "/v1/closures/neve";
    expect((await trial.now.call("DELETE", target, { token: town.healthOffice })).status).toBe(204);
    expect((await trial.now.call("DELETE", target, { token: town.healthOffice })).status).toBe(404);
  });

  it("make a site exempt at once: neither expected nor missing", async () => {
    await trial.now.run("open-survey-day");
    const totals = async () => {
      const answer = await trial.now.call("GET", `/v1/survey-days/${thursday}/coverage`, { token: town.healthOffice });
      return Object(answer.body).totals;
    };
    expect(await totals()).toEqual({ expected: 3, onTime: 0, late: 0, missing: 3, exempt: 0 });
    await put("neve", closure);
    expect(await totals()).toEqual({ expected: 2, onTime: 0, late: 0, missing: 2, exempt: 1 });
    // A site that reports was open.
    await town.report(primary, thursday, { absent: 3 });
    expect(await totals()).toEqual({ expected: 3, onTime: 1, late: 0, missing: 2, exempt: 0 });
  });

  it.each([
    ["that end before they begin", { ...closure, to: "2023-02-15" }],
    ["of an unknown kind", { ...closure, kind: "party" }],
    ["of nobody", { ...closure, scope: { kind: "site" } }],
    ["with a line break in their reason", { ...closure, reason: "a\r\nb" }],
    ["with half a character in their reason", { ...closure, reason: "\ud83c" }],
  ])("%s are refused", async (_, body) => {
    expect(await put("neve", body)).toMatchObject({ status: 422, problem: "invalid-request" });
  });

  it("are listed page by page; the pages together are the list", async () => {
    const ids = ["a", "b", "c"];
    for (const id of ids) await put(id, closure);
    for (const limit of [1, 2, 3, 500]) {
      const seen: unknown[] = [];
      let cursor: string | undefined;
      do {
        const more = cursor === undefined ? "" : `&cursor=${cursor}`;
        const { body } = await trial.now.call("GET", `/v1/closures?limit=${limit}${more}`, {
          token: town.healthOffice,
        });
        const page = pageShape.parse(body);
        seen.push(...page.items.map(({ closureId }) => closureId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(ids);
    }
    for (const limit of [0, 501, "x", "1.5"]) {
      const answer = await trial.now.call("GET", `/v1/closures?limit=${limit}`, { token: town.healthOffice });
      expect(answer).toMatchObject({ status: 422, problem: "invalid-request" });
    }
  });
});

describe("enrolment", () => {
  const target = (from: string) => `/v1/sites/${primary}/enrolments/${from}`;
  const put = (from: string, json: object) => town.put(target(from), town.school, json);

  it("is never overwritten: a correction keeps the earlier counts, a variation is a separate step", async () => {
    expect((await put("2023-02-01", { pupils: 210, classes: 10 })).status).toBe(201);
    expect((await put("2023-02-01", { pupils: 210, classes: 10 })).status).toBe(200);
    expect((await put("2023-02-01", { pupils: 205, classes: 10 })).status).toBe(200);
    const { body } = await trial.now.call("GET", `/v1/sites/${primary}/enrolments`, { token: town.school });
    expect(body).toMatchObject({
      items: [
        { validFrom: "2023-02-01", pupils: 205, superseded: [{ pupils: 210, enteredBy: own }] },
        { validFrom: "2022-09-01", pupils: 200, superseded: [] },
      ],
    });
  });

  it.each([
    [{ pupils: 250, classes: 10 }, 201],
    [{ pupils: 251, classes: 10 }, 409],
    [{ pupils: 150, classes: 10 }, 201],
    [{ pupils: 149, classes: 10 }, 409],
    [{ pupils: 210, classes: 6 }, 201],
    [{ pupils: 211, classes: 6 }, 409],
  ])("asks back when it moves by over a quarter, or for over 35 in a class: %j gets %i", async (body, status) => {
    const answer = await put("2023-02-01", body);
    expect(answer.status).toBe(status);
    if (status === 409) {
      expect(answer.problem).toBe("needs-confirmation");
      expect((await put("2023-02-01", { ...body, confirm: true })).status).toBe(201);
    }
  });

  it("of long ago is still the denominator of its day, even when the site no longer holds it", async () => {
    for (let day = 17; day < 27; day++) await put(`2023-02-${day}`, { pupils: 180 + day, classes: 10 });
    expect((await town.report(primary, thursday, { absent: 3 })).body).toMatchObject({ pupils: 200 });
  });

  it("entered twice at once for one date is the same on the site and in the archive", async () => {
    const { deps } = trial.now;
    let overtaken = false;
    const archivePut: typeof deps.enrolments.put = async (...entry) => {
      const outcome = await deps.enrolments.put(...entry);
      overtaken = true;
      expect((await put("2023-02-01", { pupils: 220, classes: 10 })).status).toBe(201);
      return outcome;
    };
    const slow = { ...deps, enrolments: { ...deps.enrolments, put: archivePut } };
    const send = gatewayOf(slow);
    const json = { pupils: 210, classes: 10 };
    expect((await send("PUT", target("2023-02-01"), { token: town.school, json })).statusCode).toBe(201);
    expect(overtaken).toBe(true);
    expect((await deps.enrolments.on(primary, thursday))?.pupils).toBe(220);
    expect((await town.report(primary, thursday, { absent: 3 })).body).toMatchObject({ pupils: 220 });
  });

  it("history goes page by page; a cursor of another list is refused", async () => {
    for (let day = 17; day < 20; day++) await put(`2023-02-${day}`, { pupils: 180 + day, classes: 10 });
    const list = (query: string) =>
      trial.now.call("GET", `/v1/sites/${primary}/enrolments?${query}`, { token: town.school });
    const first = pageShape.parse((await list("limit=3")).body);
    expect(first.items).toHaveLength(3);
    const second = pageShape.parse((await list(`limit=3&cursor=${first.cursor}`)).body);
    expect(second.items.map(({ validFrom }) => validFrom)).toEqual(["2022-09-01"]);
    expect(second.cursor).toBeUndefined();
    for (const cursor of ["%20", "e30", "WyIiXQ", "bm8"]) {
      expect(await list(`cursor=${cursor}`)).toMatchObject({ status: 422, problem: "invalid-request" });
    }
  });
});

describe("survey days", () => {
  it("are those of the current school year, of a level and of a place", async () => {
    const dates = async (query: string) =>
      pageShape.parse((await trial.now.call("GET", `/v1/survey-days${query}`)).body).items.map(({ date }) => date);
    const all = await dates("");
    expect(all.at(0)).toBe("2022-09-06");
    expect(all).toContain("2022-12-06");
    expect(await dates("?level=primary")).not.toContain("2022-09-06");
    expect((await dates("?level=primary&municipality=F205")).every((date) => all.includes(date))).toBe(true);
  });

  it.each(["2022-24", "1999-00", "2099-00", "9999-00", "2022", "202223"])(
    "of the school year %s do not exist",
    async (year) => {
      expect((await trial.now.call("GET", `/v1/survey-days?school-year=${year}`)).status).toBe(422);
    },
  );

  it.each([
    ["2023-02-15T23:59:59+01:00", "upcoming"],
    ["2023-02-16T00:00:00+01:00", "open"],
    ["2023-02-17T00:00:00+01:00", "late"],
    ["2023-02-18T00:00:00+01:00", "closed"],
  ])("have a state: at %s the Thursday is %s", async (instant, state) => {
    trial.now.setNow(instant);
    expect((await trial.now.call("GET", `/v1/survey-days/${thursday}`)).body).toMatchObject({ state });
  });

  it.each(["2000-01", "2098-99"])("of the school year %s are returned", async (year) => {
    expect((await trial.now.call("GET", `/v1/survey-days?school-year=${year}`)).status).toBe(200);
  });

  it("know the holidays", async () => {
    for (const date of ["2023-02-17", "2022-11-01", "2023-04-06", "2023-07-04"]) {
      const answer = await trial.now.call("GET", `/v1/survey-days/${date}`);
      expect(answer, date).toMatchObject({ status: 422, problem: "not-a-survey-day" });
    }
  });
});
