import { beforeEach, describe, expect, it } from "vitest";
import { pageLimitMax } from "../../shared/contracts/fields.ts";
import { revisionsMax } from "../../shared/domain/survey/absence-report.ts";
import { pageShape, problemOf } from "../rig/gateway-of.ts";
import { supplierOf } from "../rig/world.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import {
  foreign,
  other,
  own,
  primary,
  secondary,
  settleTown,
  type Town,
  thursday,
  tuesday,
  unasked,
} from "./small-town.ts";

const trial = worldOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
});

const path = `/v1/sites/${primary}/absence-reports/${thursday}`;

describe("submitting absences", () => {
  it("answers 201 with the first version, then 200 to the same body", async () => {
    const first = await town.report(primary, thursday, { absent: 12, illness: 7 });
    expect(first).toMatchObject({
      status: 201,
      headers: { etag: '"1"' },
      body: {
        siteCode: primary,
        date: thursday,
        absent: 12,
        illness: 7,
        pupils: 200,
        timeliness: "on-time",
        version: 1,
      },
    });
    const again = await town.report(primary, thursday, { absent: 12, illness: 7 });
    expect(again).toMatchObject({ status: 200, body: first.body });
  });

  it("answers the same body with 200 after closing too, and a different one with the window and what to do", async () => {
    await town.report(primary, thursday, { absent: 12 });
    trial.now.setNow("2023-02-18T00:00:00+01:00");
    expect((await town.report(primary, thursday, { absent: 12 })).status).toBe(200);
    const late = await town.report(primary, thursday, { absent: 13 }, { "if-match": '"1"', "accept-language": "en" });
    expect(late).toMatchObject({
      status: 409,
      problem: "survey-day-closed",
      body: {
        opensAt: "2023-02-16T00:00:00+01:00",
        dueAt: "2023-02-17T00:00:00+01:00",
        lateUntil: "2023-02-18T00:00:00+01:00",
        closedSince: "2023-02-18T00:00:00+01:00",
      },
    });
    expect(problemOf(late).detail).toMatch(/^Closed since 00:00 on Saturday 18 February.*reopen/);
  });

  it.each([
    ["2023-02-15T23:59:59+01:00", 409, "survey-day-not-open"],
    ["2023-02-16T00:00:00+01:00", 201, undefined],
    ["2023-02-17T23:59:59+01:00", 201, undefined],
    ["2023-02-18T00:00:00+01:00", 409, "survey-day-closed"],
  ])("at %s a first submission for the 16th gets %i", async (instant, status, problem) => {
    trial.now.setNow(instant);
    expect(await town.report(primary, thursday, { absent: 1 })).toMatchObject({ status, problem });
  });

  it.each([
    ["2023-02-16T23:59:59+01:00", "on-time"],
    ["2023-02-17T00:00:00+01:00", "late"],
  ])("what is entered at %s is %s", async (instant, timeliness) => {
    trial.now.setNow(instant);
    expect((await town.report(primary, thursday, { absent: 1 })).body).toMatchObject({ timeliness });
  });

  it("refuses a different body without the version that stands, with the value that stands", async () => {
    await town.report(primary, thursday, { absent: 12 });
    for (const headers of [
      {},
      { "if-match": '"2"' },
      { "if-match": '"0"' },
      { "if-match": '"2", "0", "abc"' },
      { "if-match": 'W/"1", "2"' },
    ]) {
      const refused = await town.report(primary, thursday, { absent: 13 }, headers);
      expect(refused).toMatchObject({
        status: 412,
        problem: "version-conflict",
        body: { currentVersion: 1, current: { absent: 12, version: 1 } },
      });
    }
  });

  it.each(["*", '"1"', '"1", "7"', '"7","1"', 'W/"7", "1"'])("corrects what %s matches", async (condition) => {
    await town.report(primary, thursday, { absent: 12 });
    const corrected = await town.report(primary, thursday, { absent: 13 }, { "if-match": condition });
    expect(corrected).toMatchObject({ status: 200, body: { absent: 13, version: 2, revisions: [{ absent: 12 }] } });
  });

  it("says of a weak tag what it is, and of what is no tag where it stands", async () => {
    await town.report(primary, thursday, { absent: 12 });
    const weak = await town.report(primary, thursday, { absent: 13 }, { "if-match": 'W/"1"' });
    expect(weak).toMatchObject({ status: 412, problem: "weak-etag" });
    expect(problemOf(weak).detail).toContain("proxy");
    for (const header of ["1", '"1', '*, "1"']) {
      expect(await town.report(primary, thursday, { absent: 13 }, { "if-match": header })).toMatchObject({
        status: 422,
        problem: "invalid-request",
        body: { errors: [{ pointer: "/header/If-Match" }] },
      });
    }
  });

  it("replaces nothing when there is no report", async () => {
    const refused = await town.report(primary, thursday, { absent: 12 }, { "if-match": "*" });
    expect(refused).toMatchObject({ status: 412, problem: "version-conflict", body: { currentVersion: 0 } });
    expect((await town.report(primary, thursday, { absent: 12 })).status).toBe(201);
  });

  it("keeps who, when, before and after of every correction", async () => {
    await town.report(primary, thursday, { absent: 12 });
    trial.now.setNow("2023-02-17T10:00:00+01:00");
    const corrected = await town.report(primary, thursday, { absent: 13 }, { "if-match": '"1"' });
    expect(corrected).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { timeliness: "on-time" } });
    const read = await trial.now.call("GET", path, { token: town.school });
    expect(read.headers.etag).toBe('"2"');
    expect(read.body).toMatchObject({
      absent: 13,
      version: 2,
      enteredBy: own,
      enteredAt: "2023-02-17T10:00:00+01:00",
      revisions: [{ absent: 12, version: 1, enteredAt: "2023-02-16T09:00:00+01:00", enteredBy: own }],
    });
  });

  it(`takes ${revisionsMax} versions and refuses the next one`, async () => {
    await town.report(primary, thursday, { absent: 1 });
    for (let version = 1; version < revisionsMax; version++) {
      const headers = { "if-match": `"${version}"` };
      expect((await town.report(primary, thursday, { absent: 1 + (version % 2) }, headers)).status).toBe(200);
    }
    const refused = await town.report(primary, thursday, { absent: 1 }, { "if-match": `"${revisionsMax}"` });
    expect(refused).toMatchObject({ status: 409, problem: "too-many-revisions" });
  });

  it("asks back over 40 %, and takes it when confirmed", async () => {
    expect((await town.report(primary, thursday, { absent: 80 })).status).toBe(201);
    const asked = await town.report(secondary, thursday, { absent: 121 });
    expect(asked).toMatchObject({
      status: 409,
      problem: "needs-confirmation",
      body: { warnings: ["over-40-percent-absent"] },
    });
    expect((await town.report(secondary, thursday, { absent: 121, confirm: true })).status).toBe(201);
  });

  it("asks back when nobody is absent in a site of over 200, and not in one of 200", async () => {
    expect((await town.report(primary, thursday, { absent: 0 })).status).toBe(201);
    const asked = await town.report(secondary, thursday, { absent: 0 });
    expect(asked).toMatchObject({ problem: "needs-confirmation", body: { warnings: ["zero-absent-in-large-site"] } });
  });

  it.each([
    ["more absent than enrolled", primary, thursday, { absent: 201 }, 422, "absent-exceeds-enrolled"],
    ["more ill than absent", primary, thursday, { absent: 2, illness: 3 }, 422, "illness-exceeds-absent"],
    ["a Wednesday", primary, "2023-02-15", { absent: 2 }, 422, "not-a-survey-day"],
    ["a holiday", primary, "2023-01-05", { absent: 2 }, 422, "not-a-survey-day"],
    ["a site that is no sentinel", unasked, thursday, { absent: 2 }, 409, "site-not-sentinel"],
    ["the day before it became one", primary, "2023-01-31", { absent: 2 }, 409, "site-not-sentinel"],
  ])("refuses %s", async (_, siteCode, date, body, status, problem) => {
    expect(await town.report(siteCode, date, body)).toMatchObject({ status, problem });
  });

  it("takes as many absent as are enrolled, and as many ill as absent", async () => {
    const body = { absent: 200, illness: 200, confirm: true };
    expect((await town.report(primary, thursday, body)).status).toBe(201);
  });

  it("wants the enrolment first where none is in force on the day", async () => {
    const site = "ZZEE80103D";
    const body = {
      name: "Nuova",
      instituteCode: own,
      territory: "MILANO",
      level: "primary",
      sentinelFrom: "2023-02-01",
    };
    await town.put(`/v1/sites/${site}`, town.healthOffice, body);
    await town.put(`/v1/sites/${site}/enrolments/2023-02-17`, town.school, { pupils: 50, classes: 3 });
    expect(await town.report(site, thursday, { absent: 1 })).toMatchObject({
      status: 409,
      problem: "enrolment-missing",
    });
  });

  it("freezes the enrolment of the survey day, not of the day of entry", async () => {
    await town.put(`/v1/sites/${primary}/enrolments/2023-02-17`, town.school, { pupils: 190, classes: 10 });
    trial.now.setNow("2023-02-17T10:00:00+01:00");
    expect((await town.report(primary, thursday, { absent: 5 })).body).toMatchObject({ pupils: 200 });
  });

  it("takes a closure with its reason, and no empty form", async () => {
    expect((await town.report(primary, thursday, { closed: true, reason: "Guasto al riscaldamento" })).status).toBe(
      201,
    );
    for (const body of [{}, { absent: "" }, { closed: true }, { closed: false, reason: "x" }, { absent: 1, more: 1 }]) {
      expect(await town.report(secondary, thursday, body)).toMatchObject({ status: 422, problem: "invalid-request" });
    }
  });

  it.each([
    [{ absent: 1.5 }, "/absent"],
    [{ absent: -1 }, "/absent"],
    [{ absent: "3" }, "/absent"],
    [{ absent: 20_001 }, "/absent"],
    [{ absent: 1, illness: -1 }, "/illness"],
  ])("points at what is wrong in %j", async (body, pointer) => {
    const refused = problemOf(await town.report(primary, thursday, body));
    expect(refused.errors?.map((error) => error.pointer)).toContain(pointer);
  });

  it("writes the first of two at once and gives the other the stored value", async () => {
    const answers = await Promise.all([10, 11].map((absent) => town.report(primary, thursday, { absent })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 412]);
  });
});

describe("a date that does not exist", () => {
  it.each(["2023-02-29", "2023-13-01", "2023-2-14", "0099-02-16", "9999-12-30", "oggi"])("%s is 422", async (date) => {
    const refused = await town.report(primary, date, { absent: 1 });
    expect(refused).toMatchObject({ status: 422, problem: "invalid-request" });
    expect(problemOf(refused).errors?.[0]?.pointer).toBe("/path/date");
  });
});

describe("all sites of an institute at once", () => {
  const bulk = `/v1/institutes/${own}/absence-reports/${thursday}`;

  it("judges each item by itself, in the order sent", async () => {
    const items = [
      { siteCode: primary, absent: 3 },
      { siteCode: secondary, absent: 301 },
      { siteCode: foreign, absent: 3 },
      { siteCode: unasked, absent: 3 },
      { siteCode: primary, absent: 4 },
      { siteCode: primary, absent: 4, version: 1 },
    ];
    const answer = await trial.now.call("PUT", bulk, { token: town.link, json: { items } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      items: [
        { siteCode: primary, status: 201, report: { absent: 3, enteredBy: `link:${own}` } },
        { siteCode: secondary, status: 422, problem: { type: "urn:sentinella:problem:absent-exceeds-enrolled" } },
        { siteCode: foreign, status: 404 },
        { siteCode: unasked, status: 409 },
        { siteCode: primary, status: 412, problem: { current: { absent: 3 } } },
        { siteCode: primary, status: 200, report: { absent: 4, version: 2 } },
      ],
    });
  });

  it.each([
    [0, 422],
    [1, 200],
    [100, 200],
    [101, 422],
  ])("takes up to a hundred items: %i gets %i", async (count, status) => {
    const items = Array.from({ length: count }, () => ({ siteCode: primary, absent: 1 }));
    expect((await trial.now.call("PUT", bulk, { token: town.school, json: { items } })).status).toBe(status);
  });

  it("counts what was accepted and what was corrected as each submission by itself does", async () => {
    const send = (...items: object[]) => trial.now.call("PUT", bulk, { token: town.school, json: { items } });
    await send({ siteCode: primary, absent: 3 });
    await send({ siteCode: primary, absent: 4, version: 1 });
    await town.report(primary, thursday, { absent: 5 }, { "if-match": '"2"' });
    const counted = trial.now.logLines.flatMap(
      (line) => /"reportsAccepted":\d,"reportsCorrected":\d/.exec(line)?.[0] ?? [],
    );
    expect(counted).toEqual([
      '"reportsAccepted":1,"reportsCorrected":0',
      '"reportsAccepted":0,"reportsCorrected":1',
      '"reportsAccepted":0,"reportsCorrected":1',
    ]);
  });
});

describe("reopening a closed day for one site", () => {
  const reopenings = `/v1/sites/${primary}/absence-reports/${thursday}/reopenings`;
  const reopen = (until: string) =>
    trial.now.call("POST", reopenings, { token: town.healthOffice, json: { until, reason: "Dato mancante" } });

  it("takes entries until it ends, as late ones, and no longer", async () => {
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    expect((await reopen("2023-02-21T12:00:00+01:00")).status).toBe(201);
    expect(await town.report(secondary, thursday, { absent: 3 })).toMatchObject({ problem: "survey-day-closed" });
    trial.now.setNow("2023-02-21T11:59:59+01:00");
    expect(await town.report(primary, thursday, { absent: 3 })).toMatchObject({
      status: 201,
      body: { timeliness: "late" },
    });
    trial.now.setNow("2023-02-21T12:00:00+01:00");
    const headers = { "if-match": '"1"' };
    expect(await town.report(primary, thursday, { absent: 4 }, headers)).toMatchObject({
      problem: "survey-day-closed",
    });
  });

  it("shows the day as due for that site alone, and until when", async () => {
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    const until = "2023-02-21T12:00:00+01:00";
    await reopen(until);
    const { body } = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.school });
    expect(body).toMatchObject({
      due: [{ date: thursday, state: "reopened", sites: [{ siteCode: primary, state: "due", reopenedUntil: until }] }],
    });
    expect(body).not.toMatchObject({ due: [{ sites: [{}, {}] }] });
  });

  it.each([
    ["2023-02-20T09:00:00+01:00", 422],
    ["2023-02-20T09:00:01+01:00", 201],
    ["2023-03-23T09:00:00+01:00", 201],
    ["2023-03-23T09:00:01+01:00", 422],
    ["domani", 422],
  ])("lasts from now to 31 days ahead: until %s gets %i", async (until, status) => {
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    expect((await reopen(until)).status).toBe(status);
  });

  it("sent again changes nothing, and eight others stay", async () => {
    const reopenDay = (date: string, until: string, reason = "Dato mancante") =>
      trial.now.call("POST", `/v1/sites/${primary}/absence-reports/${date}/reopenings`, {
        token: town.healthOffice,
        json: { until, reason },
      });
    const days = ["02-02", "02-07", "02-09", "02-14", "02-16", "02-23", "02-28", "03-02"].map((day) => `2023-${day}`);
    trial.now.setNow("2023-03-06T09:00:00+01:00");
    const until = "2023-03-08T09:00:00+01:00";
    const [first = "", ...others] = days;
    const stands = (await reopenDay(first, until)).body;
    trial.now.setNow("2023-03-06T09:00:01+01:00");
    for (let time = 0; time < 8; time++) {
      expect(await reopenDay(first, until)).toMatchObject({ status: 200, body: stands });
    }
    for (const date of others) expect((await reopenDay(date, until)).status).toBe(201);
    const refused = await reopenDay("2023-03-07", until, "presto");
    expect(refused).toMatchObject({ status: 409, problem: "survey-day-not-open" });
    const ninth = await reopenDay(first, "2023-03-09T09:00:00+01:00");
    expect(ninth).toMatchObject({ status: 409, problem: "too-many-reopenings" });
    expect(problemOf(ninth).detail).toContain("8 riaperture");
    for (const date of days) expect((await town.report(primary, date, { absent: 3 })).status).toBe(201);
    // Over, they make room only once their days have been evaluated.
    trial.now.setNow("2023-03-08T09:02:00+01:00");
    expect((await reopenDay(first, "2023-03-10T09:00:00+01:00")).status).toBe(409);
    await trial.now.run("close-survey-day");
    expect((await reopenDay(first, "2023-03-10T09:00:00+01:00")).status).toBe(201);
  });

  it("is refused for a site that was no sentinel, and for a day whose sheet is built no more", async () => {
    trial.now.setNow("2023-02-20T09:00:00+01:00");
    const json = { until: "2023-02-21T12:00:00+01:00", reason: "x" };
    const reopenSite = (siteCode: string, date: string) =>
      trial.now.call("POST", `/v1/sites/${siteCode}/absence-reports/${date}/reopenings`, {
        token: town.healthOffice,
        json,
      });
    expect(await reopenSite(primary, "2023-01-31")).toMatchObject({ status: 409, problem: "site-not-sentinel" });
    expect((await reopenSite(primary, "2023-02-02")).status).toBe(201);
    expect(await reopenSite(primary, "2022-02-17")).toMatchObject({ status: 409, problem: "survey-day-too-old" });
  });

  it("is refused for a day that has not begun and for none", async () => {
    trial.now.setNow("2023-02-15T23:59:59+01:00");
    expect(await reopen("2023-02-20T00:00:00+01:00")).toMatchObject({ status: 409, problem: "survey-day-not-open" });
    const wednesday = `/v1/sites/${primary}/absence-reports/2023-02-15/reopenings`;
    const json = { until: "2023-02-20T00:00:00+01:00", reason: "x" };
    expect(await trial.now.call("POST", wednesday, { token: town.healthOffice, json })).toMatchObject({
      status: 422,
      problem: "not-a-survey-day",
    });
  });
});

describe("reading reports", () => {
  it("is 404 before the first submission", async () => {
    expect(await trial.now.call("GET", path, { token: town.school })).toMatchObject({
      status: 404,
      problem: "not-found",
    });
  });

  it("lists them newest first; the pages together are the list, at any limit", async () => {
    const days = ["2023-02-02", "2023-02-07", "2023-02-09", tuesday, thursday];
    for (const day of days) {
      trial.now.setNow(`${day}T09:00:00+01:00`);
      await town.report(primary, day, { absent: 3 });
    }
    const newestFirst = days.toReversed();
    for (const limit of [1, 2, 5, pageLimitMax]) {
      expect(await trialDates(limit)).toEqual(newestFirst);
    }
  });

  async function trialDates(limit: number): Promise<unknown[]> {
    const dates: unknown[] = [];
    let cursor = "";
    do {
      const query = `limit=${limit}${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body } = await trial.now.call("GET", `/v1/sites/${primary}/absence-reports?${query}`, {
        token: town.school,
      });
      const page = pageShape.parse(body);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      dates.push(...page.items.map(({ date }) => date));
      cursor = page.cursor ?? "";
    } while (cursor !== "");
    return dates;
  }

  it.each(["xyz", "2023-99-99", "0000-01-01", "2023-02-16T00:00:00Z"])("refuses the cursor %s", async (cursor) => {
    const answer = await trial.now.call("GET", `/v1/sites/${primary}/absence-reports?cursor=${cursor}`, {
      token: town.school,
    });
    expect(answer).toMatchObject({ status: 422, problem: "invalid-request" });
  });
});

describe("the due survey days", () => {
  it("shows a link only what its form needs", async () => {
    trial.now.setNow(`${tuesday}T10:00:00+01:00`);
    await town.report(primary, tuesday, { absent: 9 });
    trial.now.setNow("2023-02-17T09:00:00+01:00");
    await town.report(secondary, thursday, { absent: 7, illness: 2 });
    const { body, status } = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.link });
    expect(status).toBe(200);
    expect(body).toEqual({
      instituteCode: own,
      name: `Plesso ${primary}`,
      language: "it",
      sites: [
        { siteCode: primary, name: `Plesso ${primary}`, level: "primary", sentinel: true },
        { siteCode: secondary, name: `Plesso ${secondary}`, level: "lower-secondary", sentinel: true },
      ],
      due: [
        {
          date: thursday,
          state: "late",
          opensAt: "2023-02-16T00:00:00+01:00",
          dueAt: "2023-02-17T00:00:00+01:00",
          lateUntil: "2023-02-18T00:00:00+01:00",
          sites: [
            {
              siteCode: primary,
              state: "due",
              pupils: 200,
              previous: { date: tuesday, absent: 9, pupils: 200 },
            },
            {
              siteCode: secondary,
              state: "reported",
              pupils: 300,
              absent: 7,
              illness: 2,
              version: 1,
              enteredAt: "2023-02-17T09:00:00+01:00",
              enteredBy: own,
            },
          ],
        },
      ],
    });
  });

  it("shows a supplier's client what is due, and nobody's address", async () => {
    const token = await trial.now.tokenOf(supplierOf[own]);
    const { body } = await trial.now.call("GET", `/v1/institutes/${own}`, { token });
    expect(body).toMatchObject({ due: [{ date: thursday, sites: [{ siteCode: primary }, { siteCode: secondary }] }] });
    expect(body).not.toHaveProperty("contacts");
  });

  it("shows what was entered, with its version, beside the survey day before", async () => {
    trial.now.setNow(`${tuesday}T10:00:00+01:00`);
    await town.report(primary, tuesday, { absent: 9 });
    trial.now.setNow(`${thursday}T10:00:00+01:00`);
    await town.report(primary, thursday, { absent: 11 });
    const { body } = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.school });
    expect(body).toMatchObject({
      contacts: [{ email: "own@scuola.example", state: "valid" }],
      nextSurveyDay: { date: "2023-02-21", state: "upcoming" },
      due: [
        {
          date: thursday,
          sites: [
            { siteCode: primary, state: "reported", absent: 11, version: 1, previous: { date: tuesday, absent: 9 } },
            { siteCode: secondary, state: "due" },
          ],
        },
      ],
    });
  });

  it("is nothing of another institute's", async () => {
    const answer = await trial.now.call("GET", `/v1/institutes/${other}`, { token: town.school });
    expect(answer).toMatchObject({ status: 404, problem: "not-found" });
  });
});
