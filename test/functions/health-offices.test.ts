import { describe, expect, it } from "vitest";
import * as z from "zod";
import { officeTerritoriesMax } from "../../shared/contracts/health-office.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { refuseDamaged } from "../../shared/store/parse-item.ts";
import { type Answer, answerOf, gatewayOf, pageShape, problemOf } from "../rig/gateway-of.ts";
import { depsOver, interceptDatabase } from "../rig/intercepted-database.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { own, primary, secondary, settleTown, thursday } from "./small-town.ts";

const trial = worldOfEachTest();

const milano = {
  name: "ATS della Città Metropolitana di Milano",
  startsOn: "2023-09-12",
  help: {
    phone: "02 8578 0000",
    email: "scuole@ats.example",
    emailSubject: "Scuole sentinella",
    url: "https://ats.example/scuole",
  },
  circular: {
    authority: "Ufficio scolastico territoriale",
    number: "1234",
    date: "2023-02-06",
    url: "https://ust.example/1234.pdf",
  },
  contactPerson: "Ufficio sorveglianza",
  controller: { name: "ATS della Città Metropolitana di Milano", dpoEmail: "dpo@ats.example" },
  asksIllness: true,
  territories: ["LODI", "MILANO"],
};
const brescia = {
  name: "ATS di Brescia",
  help: {},
  controller: { name: "ATS di Brescia" },
  asksIllness: false,
  territories: ["BRESCIA"],
};

async function put(officeCode: string, json: unknown, ifMatch?: string): Promise<Answer> {
  const headers = ifMatch === undefined ? {} : { "if-match": ifMatch };
  return trial.now.call("PUT", `/v1/health-offices/${officeCode}`, {
    token: await trial.now.tokenOf("region"),
    json,
    headers,
  });
}

async function listed(user = "region"): Promise<Record<string, unknown>[]> {
  const { body } = await trial.now.call("GET", "/v1/health-offices", { token: await trial.now.tokenOf(user) });
  return pageShape.parse(body).items;
}

async function owners(): Promise<Record<string, string>> {
  const { territories } = await trial.now.deps.ownership();
  return Object.fromEntries(territories.map(({ territory, officeCode }) => [territory, officeCode]));
}

describe("a health office", () => {
  it("is entered by the region with its territories, and reads as it was entered", async () => {
    await settleTown(trial.now);
    const answer = await put("ats-milano", milano);
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(answer.body).toEqual({ officeCode: "ats-milano", ...milano, version: 1 });
    expect((await put("ats-brescia", brescia)).status).toBe(201);
    expect(await listed()).toEqual([
      { officeCode: "ats-brescia", ...brescia, version: 1 },
      { officeCode: "ats-milano", ...milano, version: 1 },
    ]);
    expect(await owners()).toEqual({ BRESCIA: "ats-brescia", LODI: "ats-milano", MILANO: "ats-milano" });
  });

  it("appears to itself, and to the school authority of one of its territories with only that territory", async () => {
    await put("ats-milano", milano);
    await put("ats-brescia", brescia);
    expect(await listed("health-office:ats-brescia")).toEqual([{ officeCode: "ats-brescia", ...brescia, version: 1 }]);
    expect(await listed("school-authority:LODI")).toEqual([
      { officeCode: "ats-milano", ...milano, territories: ["LODI"], version: 1 },
    ]);
  });

  it("counts even without territories: then there are several, and only the region may start a new territory", async () => {
    const { healthOffice } = await settleTown(trial.now);
    const csv =
      "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA\nZZEE90101A,Nuova,COMO,SCUOLA PRIMARIA\n";
    const outcome = async () => {
      const { body } = await trial.now.call("POST", "/v1/registry-imports?dry-run=true", { token: healthOffice, csv });
      return pageShape.parse(body).items.map((row) => row.outcome);
    };
    expect(await outcome()).toEqual(["created"]);
    expect((await put("ats-brescia", { ...brescia, territories: [] })).status).toBe(201);
    expect(await outcome()).toEqual(["rejected"]);
    expect((await trial.now.deps.ownership()).offices).toEqual([firstOfficeCode, "ats-brescia"]);
  });

  it("owns new territories, in whichever way they come, while it is the only one", async () => {
    await put("ats-milano", milano);
    const token = await trial.now.tokenOf("health-office:ats-milano");
    const { sites } = trial.now.deps;
    const registered = { instituteCode: own, name: "Prima", level: "primary" } as const;
    await sites.putRegistryEntry(
      { ...registered, siteCode: primary, territory: "VARESE" },
      { by: "", at: new Date(0) },
    );
    const sentinel = `site_code,sentinel_from\n${primary},2023-02-02\n`;
    expect((await trial.now.call("PUT", "/v1/sentinel-sites", { token, csv: sentinel })).status).toBe(200);
    const json = { ...registered, territory: "COMO" };
    expect((await trial.now.call("PUT", `/v1/sites/${secondary}`, { token, json })).status).toBe(201);
    const csv =
      "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA\nZZEE90101A,Nuova,LECCO,SCUOLA PRIMARIA\n";
    expect((await trial.now.call("POST", "/v1/registry-imports", { token, csv })).status).toBe(200);
    const office = "ats-milano";
    expect(await owners()).toEqual({ COMO: office, LECCO: office, LODI: office, MILANO: office, VARESE: office });
  });

  it("owns no new territories when there are several: they are the first office's until the region assigns them", async () => {
    await put("ats-milano", milano);
    await put("ats-brescia", brescia);
    const token = await trial.now.tokenOf("region");
    const json = { instituteCode: own, name: "Prima", level: "primary", territory: "COMO" };
    expect((await trial.now.call("PUT", `/v1/sites/${primary}`, { token, json })).status).toBe(201);
    expect(await owners()).toMatchObject({ COMO: firstOfficeCode });
    expect((await put("ats-brescia", { ...brescia, territories: ["BRESCIA", "COMO"] })).status).toBe(200);
    expect(await owners()).toMatchObject({ COMO: "ats-brescia" });
  });

  it("gets no territory of another office: the answer names them, and nothing is written", async () => {
    await put("ats-milano", milano);
    const before = await trial.now.deps.settings.region(refuseDamaged);
    for (const office of ["ats-brescia", firstOfficeCode]) {
      const answer = await put(office, { ...brescia, territories: ["BRESCIA", "LODI"] });
      expect(answer).toMatchObject({ status: 409, problem: "territory-taken" });
      expect(problemOf(answer).detail).toContain("LODI (ats-milano)");
      expect(problemOf(answer).detail).not.toContain("BRESCIA");
    }
    expect(await trial.now.deps.settings.region(refuseDamaged)).toEqual(before);
  });

  it("returns territories that leave its list to the first office: another office may then get them", async () => {
    await put("ats-milano", milano);
    const shorter = await put("ats-milano", { ...milano, territories: ["MILANO"] });
    expect(shorter).toMatchObject({ status: 200, body: { territories: ["MILANO"], version: 2 } });
    expect(await owners()).toEqual({ LODI: firstOfficeCode, MILANO: "ats-milano" });
    expect((await put("ats-brescia", { ...brescia, territories: ["BRESCIA", "LODI"] })).status).toBe(201);
    expect(await owners()).toMatchObject({ LODI: "ats-brescia" });
  });

  it("may be the first office too: it keeps every territory that no other office gets", async () => {
    await settleTown(trial.now);
    const first = await put(firstOfficeCode, { ...brescia, territories: [] });
    expect(first).toMatchObject({ status: 201, body: { territories: ["MILANO"] } });
    expect((await put("ats-milano", milano)).status).toBe(201);
    expect(await listed("health-office")).toMatchObject([{ officeCode: firstOfficeCode, territories: [] }]);
  });

  it("has a version: a writer without the latest one changes nothing, and the same entry again is no change", async () => {
    expect(await put("ats-milano", milano, "*")).toMatchObject({ status: 412, problem: "version-conflict" });
    expect(await put("ats-milano", milano, '"0"')).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    expect(await put("ats-milano", milano, '"0"')).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    const shorter = { ...milano, territories: ["MILANO"] };
    expect(await put("ats-milano", shorter, '"0"')).toMatchObject({ status: 412, problem: "version-conflict" });
    expect(await owners()).toMatchObject({ LODI: "ats-milano" });
    expect(await put("ats-milano", shorter, '"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } });
  });

  it.each([
    ["a web address of no web page", { help: { url: "javascript:alert(1)" } }, "/help/url"],
    ["no mail address", { help: { email: "nessuno" } }, "/help/email"],
    [
      "a letter without a date",
      { circular: { authority: "UST", number: "1", url: "https://ust.example" } },
      "/circular/date",
    ],
    ["a field that nobody knows", { sito: "x" }, ""],
    ["no name", { name: " " }, "/name"],
    [
      "more territories than it holds",
      { territories: Array.from({ length: officeTerritoriesMax + 1 }, (_, index) => `T${index}`) },
      "/territories",
    ],
  ])("is refused with %s", async (_, fault, pointer) => {
    const answer = await put("ats-brescia", { ...brescia, ...fault });
    expect(answer.status).toBe(422);
    expect(problemOf(answer).errors?.map((error) => error.pointer)).toEqual([pointer]);
    expect(await listed()).toEqual([]);
  });

  it("hides no other when it is damaged, and still counts as one of several", async () => {
    await put("ats-milano", milano);
    await put("ats-brescia", { ...brescia, territories: [] });
    const item = { name: "common", version: "office#ats-brescia", writes: 1, office: { name: 7 } };
    await trial.now.database.put("settings", item, { expression: "attribute_exists(#name)" });
    expect(await listed()).toMatchObject([{ officeCode: "ats-milano" }]);
    expect(trial.now.logLines.join("\n")).toContain("office#ats-brescia");
    expect((await trial.now.deps.ownership()).offices).toEqual(["ats-brescia", "ats-milano"]);
    // After a new entry it is complete again.
    expect((await put("ats-brescia", brescia, '"1"')).status).toBe(200);
    expect(await listed()).toHaveLength(2);
  });
});

describe("an office that starts on a date", () => {
  it("has no survey in its territories before: no day is opened, and no report is accepted", async () => {
    const { report } = await settleTown(trial.now);
    await put("ats-milano", { ...milano, startsOn: "2023-02-21" });
    const opened = async (date: string) =>
      (await trial.now.deps.surveyDays.states("MILANO", [date], refuseDamaged)).length;
    await trial.now.run("open-survey-day");
    expect(await opened(thursday)).toBe(0);
    expect(await report(primary, thursday, { absent: 3 })).toMatchObject({ status: 422, problem: "not-a-survey-day" });

    trial.now.setNow("2023-02-21T09:00:00+01:00");
    await trial.now.run("open-survey-day");
    expect(await opened(thursday)).toBe(0);
    expect(await opened("2023-02-21")).toBe(1);
    expect((await report(primary, "2023-02-21", { absent: 3 })).status).toBe(201);
  });

  it("has no such limit without a date", async () => {
    const { report } = await settleTown(trial.now);
    await put("ats-milano", { ...brescia, territories: ["MILANO"] });
    expect((await report(primary, thursday, { absent: 3 })).status).toBe(201);
  });
});

describe("the list of territories", () => {
  it("has the territories that the caller may see, each with its office: all for the region, otherwise the caller's own", async () => {
    await settleTown(trial.now);
    await put("ats-brescia", { ...brescia, territories: ["BRESCIA", "LODI"] });
    const rite = { name: "common", version: "territory#LODI", officeCode: "ats-brescia", rite: "ambrosian" };
    const item = { ...rite, aliases: ["Lodi"] };
    await trial.now.database.put("settings", item, { expression: "attribute_exists(#name)" });
    const [inBrescia, inLodi, inMilano] = [
      { territory: "BRESCIA", officeCode: "ats-brescia" },
      { territory: "LODI", officeCode: "ats-brescia", aliases: ["Lodi"], rite: "ambrosian" },
      { territory: "MILANO", officeCode: firstOfficeCode },
    ];
    for (const [user, expected, query] of [
      ["region", [inBrescia, inLodi, inMilano], ""],
      ["region", [inMilano], `?office=${firstOfficeCode}`],
      ["health-office:ats-brescia", [inBrescia, inLodi], ""],
      ["health-office", [inMilano], ""],
      ["school-authority:LODI", [inLodi], ""],
    ] as const) {
      const token = await trial.now.tokenOf(user);
      const { body } = await trial.now.call("GET", `/v1/territories${query}`, { token });
      expect(pageShape.parse(body).items).toEqual(expected);
    }
  });
});

describe("entering an office", () => {
  /** The requests of one writer. Something happens before each write to the settings. */
  async function sending(beforeWrite: (write: number) => Promise<void>) {
    let writes = 0;
    const database = interceptDatabase(trial.now.database, async ({ operation }, effect) => {
      if (operation === "put" || operation === "update") await beforeWrite(writes++);
      return effect();
    });
    const send = gatewayOf(depsOver(database, trial.now.deps));
    const token = await trial.now.tokenOf("region");
    return async (officeCode: string, json: unknown, ifMatch: string) =>
      answerOf(
        await send("PUT", `/v1/health-offices/${officeCode}`, { token, json, headers: { "if-match": ifMatch } }),
      );
  }

  it("may be interrupted before any of its writes: the same request again, with the same version, finishes it", async () => {
    for (let at = 0; ; at++) {
      await put("ats-milano", { ...milano, territories: ["LODI"] });
      const [before] = await listed();
      const ifMatch = `"${z.object({ version: z.int() }).parse(before).version}"`;
      const wanted = { ...milano, contactPerson: `${at}`, territories: ["MILANO", "PAVIA"] };
      let interrupted = false;
      const send = await sending(async (write) => {
        if (write !== at) return;
        interrupted = true;
        throw new Error("interrupted");
      });
      const answer = await send("ats-milano", wanted, ifMatch);
      expect(answer.status).toBe(interrupted ? 500 : 200);
      expect((await put("ats-milano", wanted, ifMatch)).status).toBe(200);
      expect(await owners()).toEqual({ LODI: firstOfficeCode, MILANO: "ats-milano", PAVIA: "ats-milano" });
      expect(await listed()).toMatchObject([wanted]);
      if (!interrupted) return expect(at).toBeGreaterThan(3);
    }
  });

  it("does not take a territory that another office got in between", async () => {
    const send = await sending(async (write) => {
      if (write === 1) await put("ats-brescia", { ...brescia, territories: ["LODI"] });
    });
    const answer = await send("ats-milano", milano, '"0"');
    expect(answer).toMatchObject({ status: 409, problem: "territory-taken" });
    expect(await owners()).toMatchObject({ LODI: "ats-brescia" });
  });
});
