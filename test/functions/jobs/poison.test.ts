import { beforeEach, describe, expect, it } from "vitest";
import { job as closeSurveyDay } from "../../../functions/jobs/close-survey-day.ts";
import { job as openSurveyDay } from "../../../functions/jobs/open-survey-day.ts";
import { job as raiseAlerts } from "../../../functions/jobs/raise-alerts.ts";
import { defaultAlertPolicy } from "../../../shared/domain/alerts/alert-policy.ts";
import type { FaultName } from "../../../shared/domain/ledger/fault.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Mailer } from "../../../shared/mail/mailer.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { Job } from "../../../shared/runtime/job-chain.ts";
import type { JobName } from "../../../shared/schedules.ts";
import { type Database, type Key, keyOf } from "../../../shared/store/database.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import type { TableId } from "../../../shared/tables.ts";
import { type Answer, pageShape } from "../../rig/gateway-of.ts";
import { depsOver } from "../../rig/intercepted-database.ts";
import {
  damageAlert,
  damageClosure,
  damageExpectedPart,
  damageExplanation,
  damageInstitute,
  damagePolicy,
  damageReport,
  damageSheetPart,
  damageSite,
  damageState,
  reportDamages,
} from "../../rig/poison.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
import { gathered } from "../../store/on-each-engine.ts";
import {
  foreign,
  own,
  primary,
  secondary,
  settleTown,
  type Town,
  territory,
  thursday,
  tuesday,
  unasked,
} from "../small-town.ts";

const trial = worldOfEachTest();
const elsewhere = "LODI";
const lodigiano = "ZZEE90101A";
const operators = "servizio@ats.example";
const reader = "epidemiologia@ats.example";

let town: Town;
let lodi: string;
let database: Database;

const at = (instant: string) => trial.now.setNow(`2023-02-${instant}+01:00`);
const state = (place: string, date: string) => trial.now.deps.surveyDays.state(place, date);
const report = (siteCode: string, date: string, absent: number): Promise<Answer> =>
  siteCode === lodigiano
    ? town.put(`/v1/sites/${siteCode}/absence-reports/${date}`, lodi, { absent, confirm: true })
    : town.report(siteCode, date, { absent, confirm: true });
const get = async (target: string) => (await trial.now.call("GET", target, { token: town.healthOffice })).body;

/** The result of the run, and the faults that it reported. */
async function run(job: JobName): Promise<{ said: string; faults: Partial<Record<FaultName, number>> }> {
  const said = await trial.now.run(job).then(
    (outcome) => `; done: ${JSON.stringify(outcome)}`,
    (fault: unknown) => (fault instanceof Error ? fault.message : String(fault)),
  );
  const counted = said.split("; done: ")[0]?.matchAll(/(\d+) ([a-z-]+)/g) ?? [];
  return { said, faults: Object.fromEntries([...counted].map(([, count, name]) => [name, Number(count)])) };
}

/** The mails to the operators since the last time. */
async function told(): Promise<string[]> {
  const mails = await trial.now.mails();
  await trial.now.clearMails();
  return mails.filter(({ to }) => to.includes(operators)).map(({ text }) => text);
}

beforeEach(async () => {
  town = await settleTown(trial.now);
  database = trial.now.database;
  const site = { name: "Lodi", instituteCode: "ZZIC90001A", municipality: "E648", level: "primary" };
  const asked = { ...site, territory: elsewhere, sentinelFrom: "2023-02-01" };
  await town.put(`/v1/sites/${lodigiano}`, town.healthOffice, asked);
  lodi = await trial.now.tokenOf("ZZIC90001A");
  await town.put(`/v1/sites/${lodigiano}/enrolments/2022-09-01`, lodi, { pupils: 100, classes: 5 });
  await town.put("/v1/institutes/ZZIC90001A/contacts", lodi, { contacts: [{ email: "lodi@scuola.example" }] });
  await town.put("/v1/health-office/contacts", town.healthOffice, {
    alertDigests: [{ email: reader }],
    operationsNotices: [{ email: operators }],
  });
  at("14T09:00:00");
  await trial.now.run("open-survey-day");
});

describe("a report that cannot be read", () => {
  it.each(reportDamages)("%s: stops only the closing of its own territory's day", async (how) => {
    for (const [siteCode, absent] of [
      [primary, 12],
      [foreign, 3],
      [lodigiano, 60],
    ] as const) {
      await report(siteCode, tuesday, absent);
    }
    await damageReport(database, tuesday, primary, how);

    at("14T10:00:00");
    const raised = await run("raise-alerts");
    expect(raised.faults).toEqual({ "damaged-item": 1 });
    expect(raised.said).toContain('"raised":1');
    expect(await told()).toEqual([expect.stringContaining(`surveyDate=${tuesday} siteCode=${primary}`)]);

    at("15T08:30:00");
    const reminded = await run("send-reminders");
    // The institute has another site that is missing; the one with the damaged report is not named.
    expect(reminded.said).toContain('"sent":1');
    const mails = (await trial.now.mails()).filter(({ to }) => to.includes("own@scuola.example"));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(`(${secondary})`);
    expect(mails[0]?.text).not.toContain(`(${primary})`);
    expect(await told()).toHaveLength(1);

    at("16T00:10:00");
    const closed = await run("close-survey-day");
    expect(closed.faults).toEqual({ "damaged-item": 1, "day-not-closed": 1 });
    expect(closed.said).toContain('"closed":1');
    expect(await state(elsewhere, tuesday)).toMatchObject({ status: "closed", totals: { expected: 1, onTime: 1 } });
    expect(await state(territory, tuesday)).toMatchObject({ status: "open" });
    const [notice, ...others] = await told();
    expect(others).toEqual([]);
    expect(notice).toContain(
      `Giornata non chiusa (day-not-closed): martedì 14 febbraio 2023, MILANO, plesso ${primary}`,
    );
  });

  it("appears as unreadable, does not count as missing, and only an operator can repair it", async () => {
    await report(primary, tuesday, 12);
    await damageReport(database, tuesday, primary);
    expect(await get(`/v1/survey-days/${tuesday}/coverage`)).toMatchObject({
      totals: { expected: 3, missing: 3 },
      unreadable: 1,
    });
    const { items } = pageShape.parse(await get(`/v1/survey-days/${tuesday}/sites?state=unreadable`));
    expect(items).toEqual([expect.objectContaining({ siteCode: primary, state: "unreadable" })]);
    const institute = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.school });
    expect(institute.text).toContain('"state":"unreadable"');
    expect(await report(primary, tuesday, 13)).toMatchObject({ status: 409, problem: "report-unreadable" });
    const both = await town.put(`/v1/institutes/${own}/absence-reports/${tuesday}`, town.school, {
      items: [
        { siteCode: primary, absent: 4 },
        { siteCode: secondary, absent: 5 },
      ],
    });
    expect(both.body).toMatchObject({ items: [{ status: 409 }, { status: 201 }] });
  });

  it("does not withdraw an alert that its earlier content raised", async () => {
    await report(primary, tuesday, 120);
    expect((await run("raise-alerts")).said).toContain('"raised":1');
    await damageReport(database, tuesday, primary);
    at("14T10:00:00");
    expect((await run("raise-alerts")).said).toContain('"withdrawn":0');
    expect(await get("/v1/alerts?status=withdrawn")).toMatchObject({ items: [] });
  });

  it("delays no later day; after the repair its day closes, and later days keep their verdict", async () => {
    for (const siteCode of [primary, secondary, foreign]) await report(siteCode, tuesday, 12);
    await damageReport(database, tuesday, primary);
    at("16T09:00:00");
    await run("close-survey-day");
    for (const siteCode of [primary, secondary, foreign]) await report(siteCode, thursday, 12);
    at("18T00:10:00");
    const closed = await run("close-survey-day");
    expect(closed.faults).toEqual({ "damaged-item": 1, "day-not-closed": 1 });
    const later = await state(territory, thursday);
    expect(later).toMatchObject({ status: "closed", totals: { expected: 3, onTime: 3 } });

    const key = { surveyDate: tuesday, siteCode: primary };
    const now = { absent: 12, pupils: 200, at: new Date(`${tuesday}T08:00:00Z`).getTime(), by: "x" };
    const change = { expression: "SET #now = :now", values: { now } };
    await database.update("absenceReports", key, change, { expression: "attribute_exists(#siteCode)" });
    await trial.now.clearMails();
    at("18T01:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    expect(await state(territory, tuesday)).toMatchObject({ status: "closed", totals: { expected: 3, onTime: 3 } });
    expect(await state(territory, thursday)).toEqual(later);
    expect(await trial.now.mails()).toEqual([]);
  });
});

describe("a damaged expected set", () => {
  const reportAll = async (date: string) => {
    for (const siteCode of [primary, foreign, lodigiano]) await report(siteCode, date, 12);
  };

  it.each([
    ["state", damageState, 1],
    ["part", damageExpectedPart, 0],
  ] as const)(
    "in its %s keeps that one day from closing; all else opens, is reminded and closes",
    async (_, damage, reminded) => {
      await reportAll(tuesday);
      await damage(database, territory, tuesday);
      at("14T10:00:00");
      expect((await run("raise-alerts")).faults).toEqual({ "damaged-item": 1 });
      at("15T08:30:00");
      // Where only the state is damaged it is still known who was asked.
      expect((await run("send-reminders")).said).toContain(`"sent":${reminded}`);
      at("16T00:10:00");
      await run("close-survey-day");
      expect(await state(elsewhere, tuesday)).toMatchObject({ status: "closed" });
      at("16T09:00:00");
      await run("open-survey-day");
      await reportAll(thursday);
      at("18T00:10:00");
      expect((await run("close-survey-day")).said).toContain('"closed":1');
      for (const place of [territory, elsewhere])
        expect(await state(place, thursday)).toMatchObject({ status: "closed" });
      const days = await trial.now.deps.surveyDays.sheetsBetween(territory, tuesday, thursday, () => undefined);
      expect(days.sheets.map(({ surveyDate }) => surveyDate)).toEqual([thursday]);
      expect(days.notClosed).toEqual([tuesday]);
    },
  );

  it("in the counts of a closed day: later days are not compared with it", async () => {
    await reportAll(tuesday);
    at("16T00:10:00");
    await run("close-survey-day");
    await damageSheetPart(database, territory, tuesday);
    at("16T09:00:00");
    await run("open-survey-day");
    await reportAll(thursday);
    at("16T10:00:00");
    expect((await run("raise-alerts")).faults).toEqual({ "damaged-item": 1 });
    at("18T00:10:00");
    expect((await run("close-survey-day")).faults).toEqual({ "damaged-item": 1 });
    expect(await state(territory, thursday)).toMatchObject({ status: "closed", totals: { onTime: 2 } });
    const csv = await trial.now.call("GET", `/v1/exports/absence-reports?month=2023-02&territory=${territory}`, {
      token: town.healthOffice,
    });
    expect(csv).toMatchObject({ status: 200 });
  });
});

describe("a damaged record of the registry or the settings", () => {
  it("is a site: it is no longer asked, and its institute is reminded of it and of the others", async () => {
    await damageSite(database, primary);
    at("15T08:30:00");
    expect((await run("send-reminders")).said).toContain('"sent":3');
    const mails = (await trial.now.mails()).filter(({ to }) => to.includes("own@scuola.example"));
    expect(mails[0]?.text).toContain(primary);
    at("16T09:00:00");
    expect(await run("open-survey-day")).toMatchObject({ faults: { "damaged-item": 1 } });
    const expected = trial.now.deps.surveyDays.expectedPages(territory, thursday, refuseDamaged);
    expect((await gathered(expected)).map(({ siteCode }) => siteCode)).toEqual([foreign, secondary]);
    const institute = await trial.now.call("GET", `/v1/institutes/${own}`, { token: town.school });
    expect(institute.status).toBe(200);
  });

  it("is an institute: only this one is not reminded", async () => {
    await damageInstitute(database, own);
    at("15T08:30:00");
    const reminded = await run("send-reminders");
    expect(reminded.faults).toEqual({ "reminder-failed": 1 });
    expect(reminded.said).toContain('"sent":2');
    expect(await told()).toEqual([expect.stringContaining(`istituto ${own}`)]);
  });

  it("is a closure: the others still apply, and the operators learn of it", async () => {
    for (const closureId of ["neve", "ponte"]) {
      const closure = { kind: "closure", scope: { kind: "region" }, from: thursday, to: thursday, reason: closureId };
      await town.put(`/v1/closures/${closureId}`, town.healthOffice, closure);
    }
    await damageClosure(database, { closureId: "neve", scope: { kind: "region" } });
    at("16T09:00:00");
    const opened = await run("open-survey-day");
    expect(opened.faults).toEqual({ "damaged-item": 1 });
    expect(await state(territory, thursday)).toBeUndefined();
    expect(await told()).toEqual([expect.stringContaining("name=common version=closure#neve")]);
    expect(await get("/v1/closures")).toMatchObject({ items: [{ closureId: "ponte" }] });
  });

  it("is a policy: the one before it applies, and the operators learn of it", async () => {
    const { alertPolicies } = trial.now.deps;
    const activation = { at: new Date(0), by: "ats" };
    for (const version of [0, 1]) await alertPolicies.put(firstOfficeCode, version, defaultAlertPolicy, activation);
    await damagePolicy(database, 2);
    await report(lodigiano, tuesday, 60);
    const raised = await run("raise-alerts");
    expect(raised.faults).toEqual({ "damaged-item": 1 });
    expect(raised.said).toContain('"raised":1');
    expect(await get("/v1/alert-policy")).toMatchObject({ version: 1 });
  });
});

describe("a site that reported unasked and then moved to another territory", () => {
  const moved = { name: "Plesso", instituteCode: own, municipality: "F205", level: "lower-secondary" };
  const rows = async (place: string) => {
    const { sheets } = await trial.now.deps.surveyDays.sheetsBetween(place, tuesday, tuesday, refuseDamaged);
    const [sheet] = sheets;
    return sheet?.siteCodes.map((code, row) => `${code} ${sheet.levels[row]} ${sheet.absent[row]}`);
  };
  const before = [
    `${primary} primary 12`,
    `${unasked} primary 7`,
    `${foreign} primary -1`,
    `${secondary} lower-secondary -1`,
  ];

  beforeEach(async () => {
    await report(primary, tuesday, 12);
    // A sentinel site by its dates, which were not known when the day opened.
    const sentinel = { ...moved, sentinelFrom: "2023-02-01" };
    await town.put(`/v1/sites/${unasked}`, town.healthOffice, { ...sentinel, level: "primary", territory });
    expect(await report(unasked, tuesday, 7)).toMatchObject({ status: 201 });
    at("16T00:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    expect((await rows(territory))?.toSorted()).toEqual(before.toSorted());
    await town.put(`/v1/sites/${unasked}`, town.healthOffice, { ...sentinel, territory: elsewhere });
  });

  const reopen = async (siteCode: string) => {
    at("20T09:00:00");
    const target = `/v1/sites/${siteCode}/absence-reports/${tuesday}/reopenings`;
    const json = { until: "2023-02-20T12:00:00+01:00", reason: "Correzione" };
    expect((await trial.now.call("POST", target, { token: town.healthOffice, json })).status).toBe(201);
  };

  it("stays on its old sheet, with its level, when the sheet is rebuilt", async () => {
    await reopen(foreign);
    await report(foreign, tuesday, 5);
    at("23T00:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    const after = before.map((row) => (row.startsWith(foreign) ? `${foreign} primary 5` : row));
    expect((await rows(territory))?.toSorted()).toEqual(after.toSorted());
    expect(await rows(elsewhere)).toEqual([`${lodigiano} primary -1`]);
  });

  it("is corrected on that sheet", async () => {
    await reopen(unasked);
    const correction = { absent: 9, confirm: true };
    await town.report(unasked, tuesday, correction, { "if-match": '"1"' });
    at("23T00:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    expect(await rows(territory)).toContain(`${unasked} primary 9`);
    expect(await rows(elsewhere)).toEqual([`${lodigiano} primary -1`]);
  });

  it("stays there even when it is no longer registered", async () => {
    await database.remove("sites", { siteCode: unasked }, { expression: "attribute_exists(#siteCode)" });
    await reopen(foreign);
    at("23T00:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    expect((await rows(territory))?.toSorted()).toEqual(before.toSorted());
  });
});

describe("a report of a site that nobody knows", () => {
  it("is reported to the operators, and the day closes without it", async () => {
    const stray = { surveyDate: tuesday, siteCode: "ZZEE99999X", version: 1, earlier: [] };
    const now = { absent: 7, pupils: 100, at: 1, by: "x" };
    await database.put("absenceReports", { ...stray, now }, { expression: "attribute_not_exists(#siteCode)" });
    at("16T00:10:00");
    const closed = await run("close-survey-day");
    expect(closed.faults).toEqual({ "report-not-counted": 1 });
    for (const place of [territory, elsewhere]) expect(await state(place, tuesday)).toMatchObject({ status: "closed" });
    expect(await told()).toEqual([expect.stringContaining("plesso ZZEE99999X")]);
  });
});

describe("a conditional write that always conflicts", () => {
  /** Each write of these items seems to come after another writer. */
  function conflicting(isMeant: (table: TableId, key: Key) => boolean) {
    let refused = 0;
    const refuse = async (table: TableId, key: Key) => {
      refused += 1;
      return { kind: "refused" as const, current: await database.get(table, key, { consistent: true }) };
    };
    const over: Database = {
      ...database,
      put: (table, item, condition) =>
        isMeant(table, keyOf(table, item)) ? refuse(table, keyOf(table, item)) : database.put(table, item, condition),
      update: (table, key, change, condition) =>
        isMeant(table, key) ? refuse(table, key) : database.update(table, key, change, condition),
    };
    return { deps: depsOver(over, trial.now.deps), refused: () => refused };
  }

  async function runOver({ deps }: { deps: Deps }, job: JobName): Promise<string> {
    return trial.now.run(job, deps).then(JSON.stringify, (fault: unknown) => String(fault));
  }

  it("of an alert: only this alert is not raised; its day closes, and the alert is recorded later", async () => {
    for (const [siteCode, absent] of [
      [primary, 100],
      [foreign, 80],
      [lodigiano, 60],
    ] as const) {
      await report(siteCode, tuesday, absent);
    }
    const stuck = conflicting((table, { scope }) => table === "alerts" && scope === `site.${primary}`);
    const raised = await runOver(stuck, "raise-alerts");
    expect(raised).toContain("1 alert-failed; done: ");
    expect(raised).toContain('"raised":2');
    expect(raised).toContain('"digests":1');
    expect(stuck.refused()).toBeLessThanOrEqual(10);
    const [notice] = await told();
    expect(notice).toContain(
      `Allerta non aggiornata (alert-failed): martedì 14 febbraio 2023, MILANO, plesso ${primary}`,
    );

    at("16T00:10:00");
    const closed = await runOver(stuck, "close-survey-day");
    expect(closed).toContain("1 alert-failed; done: ");
    expect(closed).toContain('"closed":1');
    for (const place of [territory, elsewhere]) expect(await state(place, tuesday)).toMatchObject({ status: "closed" });
    expect(stuck.refused()).toBeLessThanOrEqual(20);
    at("16T01:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    expect(await get(`/v1/alerts/site.${primary}.absolute.1`)).toMatchObject({ crossings: [{ verdict: "final" }] });
  });

  it("of an alert to withdraw: this alert stays unchanged, and the others are withdrawn", async () => {
    for (const [siteCode, absent] of [
      [primary, 100],
      [foreign, 80],
    ] as const)
      await report(siteCode, tuesday, absent);
    await run("raise-alerts");
    await town.report(primary, tuesday, { absent: 3 }, { "if-match": '"1"' });
    await town.report(foreign, tuesday, { absent: 3 }, { "if-match": '"1"' });
    const stuck = conflicting((table, { scope }) => table === "alerts" && scope === `site.${primary}`);
    at("14T10:00:00");
    const raised = await runOver(stuck, "raise-alerts");
    expect(raised).toContain("1 alert-failed; done: ");
    expect(raised).toContain('"withdrawn":1');
    expect(stuck.refused()).toBeLessThanOrEqual(10);
  });

  it.each([
    ["state", (part: string) => part.endsWith("#000")],
    ["parts", (part: string) => !part.endsWith("#000")],
    ["whole", () => true],
  ])("of a survey day, in its %s: only this day does not close, and the operators learn of it", async (_, isMeant) => {
    for (const siteCode of [primary, foreign, lodigiano]) await report(siteCode, tuesday, 12);
    const stuck = conflicting(
      (table, { territory: place, surveyDatePart = "" }) =>
        table === "surveyDays" && place === territory && surveyDatePart.startsWith(tuesday) && isMeant(surveyDatePart),
    );
    at("16T00:10:00");
    const closed = await runOver(stuck, "close-survey-day");
    expect(closed).toContain("1 day-not-closed; done: ");
    expect(await state(elsewhere, tuesday)).toMatchObject({ status: "closed" });
    expect(await state(territory, tuesday)).toMatchObject({ status: "open" });
    expect(stuck.refused()).toBeLessThanOrEqual(5);
    expect(await told()).toEqual([
      expect.stringContaining("Giornata non chiusa (day-not-closed): martedì 14 febbraio 2023, MILANO"),
    ]);
    at("16T01:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
    expect(await state(territory, tuesday)).toMatchObject({ status: "closed", totals: { onTime: 2 } });
  });
});

describe("an explanation that cannot be read", () => {
  const key = `scope=site.${primary} ruleSequence=x#absolute#000000001#${tuesday}`;
  /** The mail to the reader of the alerts. */
  const digest = async () => (await trial.now.mails()).filter(({ to }) => to.includes(reader)).map(({ text }) => text);
  const deaf: Mailer = {
    send: (mail) =>
      mail.to.includes(reader)
        ? Promise.resolve({ kind: "refused", reason: "rejected", detail: "not now" })
        : trial.now.deps.mailer.send(mail),
  };

  beforeEach(async () => {
    for (const siteCode of [primary, foreign]) await report(siteCode, tuesday, 100);
    await report(lodigiano, tuesday, 60);
  });

  it("is reported, and rewritten when its day closes; the day and the other alerts are not affected", async () => {
    expect((await run("raise-alerts")).said).toContain('"raised":3');
    await damageExplanation(database, primary, tuesday);
    await trial.now.clearMails();
    at("16T00:10:00");
    const closed = await run("close-survey-day");
    expect(closed.faults).toEqual({ "damaged-item": 1 });
    expect(closed.said).toContain('"closed":1');
    expect(await told()).toEqual([expect.stringContaining(key)]);
    for (const siteCode of [primary, foreign, lodigiano]) {
      const alert = await get(`/v1/alerts/site.${siteCode}.absolute.1`);
      expect(alert).toMatchObject({ crossings: [{ verdict: "final", explanation: { rule: "absolute" } }] });
    }
    at("16T01:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
  });

  it("of a closed day: the digest has the alert's numbers, and the reasons of the other alerts", async () => {
    at("16T00:10:00");
    await trial.now.run("close-survey-day", { mailer: deaf });
    expect(await digest()).toEqual([]);
    await damageExplanation(database, primary, tuesday);
    at("16T01:10:00");
    const repeated = await run("close-survey-day");
    expect(repeated.faults).toEqual({ "damaged-item": 1 });
    expect(repeated.said).toContain('"digests":1');
    const [text = "", ...others] = await digest();
    expect(others).toEqual([]);
    expect(text).toContain("Assenti 100 su 200 iscritti: 50,0%.\n\n");
    expect(text.match(/Raggiunge la soglia fissa/g)).toHaveLength(2);
    expect(await told()).toEqual([expect.stringContaining(key)]);
    expect(await state(territory, tuesday)).toMatchObject({ telling: { status: "done" } });
    at("16T03:10:00");
    expect((await run("close-survey-day")).faults).toEqual({});
  });
});

describe("a report that cannot be read once its day has closed", () => {
  it("is counted and reported by the watch, which still compares all other days and territories", async () => {
    const reportAll = async (date: string) => {
      for (const siteCode of [primary, foreign, lodigiano]) await report(siteCode, date, 12);
    };
    await reportAll(tuesday);
    at("16T00:10:00");
    await run("close-survey-day");
    at("16T09:00:00");
    await run("open-survey-day");
    await reportAll(thursday);
    at("18T00:10:00");
    const { reports } = trial.now.deps;
    const losing: typeof reports = {
      ...reports,
      async *ofDay(...asked) {
        for await (const page of reports.ofDay(...asked)) yield page.filter(({ siteCode }) => siteCode !== lodigiano);
      },
    };
    expect(await trial.now.run("close-survey-day", { reports: losing })).toMatchObject({ closed: 1 });
    await damageReport(database, tuesday, primary);
    for (const hour of ["18T03:20:00", "18T04:20:00"]) {
      at(hour);
      const watched = await run("watch");
      expect(watched.faults).toEqual({ "damaged-item": 1 });
      // The damaged one, and the one that was lost in the other territory two days later.
      expect(watched.said).toContain('"reportsNotEvaluated":2');
    }
    expect(await told()).toEqual([expect.stringContaining(`surveyDate=${tuesday} siteCode=${primary}`)]);
    const damaged = await state(territory, tuesday);
    expect(damaged).toMatchObject({ compared: { reports: 2, differing: 1, unplaced: 0 } });
    // Rebuilding its sheet would repair nothing.
    expect(damaged).not.toHaveProperty("reopenedUntil");
    expect(await state(elsewhere, tuesday)).toMatchObject({ compared: { reports: 1, differing: 0, unplaced: 0 } });
    expect(await state(territory, thursday)).toMatchObject({ compared: { reports: 2, differing: 0 } });
    expect(await state(elsewhere, thursday)).toHaveProperty("reopenedUntil");
  });
});

describe("the operators", () => {
  it("learn of each fault once a day, and of a new fault on the same day in a separate mail", async () => {
    await report(primary, tuesday, 12);
    await damageReport(database, tuesday, primary);
    for (const time of ["14T10:00:00", "14T11:00:00", "14T23:00:00"]) {
      at(time);
      await run("raise-alerts");
    }
    expect(await told()).toHaveLength(1);
    await report(foreign, tuesday, 3);
    await damageReport(database, tuesday, foreign);
    at("14T23:30:00");
    await run("raise-alerts");
    const [second, ...others] = await told();
    expect(others).toEqual([]);
    expect(second).toContain(foreign);
    expect(second).not.toContain(primary);
    at("15T07:00:00");
    await run("raise-alerts");
    const [nextDay] = await told();
    expect(nextDay).toContain(foreign);
    expect(nextDay).toContain(primary);
  });

  it("learn of one damaged item once a day, from whichever job or survey day", async () => {
    await report(primary, tuesday, 100);
    await run("raise-alerts");
    await damageAlert(database, primary);
    await trial.now.clearMails();
    at("16T00:10:00");
    expect((await run("close-survey-day")).faults).toMatchObject({ "alert-failed": 1 });
    expect(await told()).toHaveLength(1);
    await report(primary, thursday, 100);
    await report(foreign, thursday, 3);
    at("16T10:00:00");
    const raised = await run("raise-alerts");
    expect(raised.faults).toMatchObject({ "alert-failed": 1 });
    at("16T10:20:00");
    expect((await run("watch")).faults).toEqual({ "damaged-item": 1 });
    expect(await told()).toEqual([]);

    // Another thing breaks on the same day. The job mails it at once, without the first one.
    await damageReport(database, thursday, foreign);
    at("16T11:00:00");
    await run("raise-alerts");
    const [second, ...others] = await told();
    expect(others).toEqual([]);
    expect(second).toContain(foreign);
    expect(second).not.toContain(primary);

    // On the next day the first job that finds them reports both, and no other job does.
    at("17T07:00:00");
    await run("raise-alerts");
    const [nextDay, ...more] = await told();
    expect(more).toEqual([]);
    expect(nextDay).toContain(foreign);
    expect(nextDay).toContain(primary);
    for (const job of ["send-reminders", "close-survey-day", "watch"] as const) {
      at("17T10:20:00");
      await run(job);
    }
    expect(await told()).toEqual([]);
  });

  it("learn only of the damaged report when it also stops the rebuild of a sheet on the same day", async () => {
    for (const siteCode of [primary, foreign]) await report(siteCode, tuesday, 12);
    at("16T00:10:00");
    await run("close-survey-day");
    await damageReport(database, tuesday, primary);
    at("16T05:20:00");
    expect((await run("watch")).faults).toEqual({ "damaged-item": 1 });
    expect(await told()).toEqual([expect.stringContaining(`surveyDate=${tuesday} siteCode=${primary}`)]);
    at("16T09:00:00");
    const target = `/v1/sites/${foreign}/absence-reports/${tuesday}/reopenings`;
    const json = { until: "2023-02-16T10:00:00+01:00", reason: "Correzione" };
    expect((await trial.now.call("POST", target, { token: town.healthOffice, json })).status).toBe(201);
    at("16T11:10:00");
    expect((await run("close-survey-day")).faults).toEqual({ "damaged-item": 1, "day-not-closed": 1 });
    expect(await told()).toEqual([]);
  });

  it("learn of each interrupted job once a day", async () => {
    const territories = () => Promise.reject(new Error("no"));
    const settings = { ...trial.now.deps.settings, territories };
    for (const job of ["open-survey-day", "open-survey-day", "raise-alerts"] as const)
      await trial.now.run(job, { settings }).catch(() => undefined);
    const mails = await told();
    expect(mails).toHaveLength(2);
    expect(mails[0]).toContain("Lavoro interrotto (job-failed): lavoro open-survey-day");
    expect(mails[1]).toContain("Lavoro interrotto (job-failed): lavoro raise-alerts");
  });

  it("without a working address hide no fault, and get the mail as soon as they have one", async () => {
    await report(primary, tuesday, 12);
    await damageReport(database, tuesday, primary);
    const down = { send: async () => ({ kind: "unknown" as const, detail: "down" }) };
    await expect(trial.now.run("raise-alerts", { mailer: down })).rejects.toThrow(/^1 damaged-item; done/);
    await expect(trial.now.run("raise-alerts", { mailer: down })).rejects.toThrow(/^1 damaged-item; done/);
    const broken = { send: () => Promise.reject(new Error("no mail")) };
    at("14T10:00:00");
    await expect(trial.now.run("raise-alerts", { mailer: broken })).rejects.toThrow(/^1 damaged-item; done/);
    expect(await told()).toEqual([]);
    at("14T11:00:00");
    await run("raise-alerts");
    expect(await told()).toHaveLength(1);
  });

  it("get one list of the first fifty and the number of all", async () => {
    const { surveyDays } = trial.now.deps;
    const many = Array.from({ length: 120 }, (_, index) => `TERRITORIO ${index}`);
    const settings = { ...trial.now.deps.settings, territories: async () => many };
    const states = async () => Promise.reject(new Error("no"));
    await trial.now.run("close-survey-day", { settings, surveyDays: { ...surveyDays, states } }).catch(() => undefined);
    const [mail, ...others] = await told();
    expect(others).toEqual([]);
    // Of each territory: what could not be opened, and what could not be closed.
    expect(mail).toContain("Guasti nel lavoro close-survey-day: 240");
    expect(mail?.match(/^- Giornata/gm)).toHaveLength(50);
  });
});

describe("a day that fails for ever", () => {
  it("is tried after the days that no run has tried, and then in turn", async () => {
    for (const siteCode of [primary, foreign, secondary]) await report(siteCode, tuesday, 12);
    await damageReport(database, tuesday, primary);
    at("16T00:10:00");
    await run("close-survey-day");
    at("16T09:00:00");
    await run("open-survey-day");
    at("18T00:10:00");
    const tried: string[] = [];
    const { surveyDays } = trial.now.deps;
    const recordClosingTry: typeof surveyDays.recordClosingTry = async (place, date, instant) => {
      tried.push(date);
      return surveyDays.recordClosingTry(place, date, instant);
    };
    await trial.now.run("close-survey-day", { surveyDays: { ...surveyDays, recordClosingTry } }).catch(() => undefined);
    expect(tried).toEqual([thursday, thursday, tuesday]);
    expect(await state(territory, thursday)).toMatchObject({ status: "closed" });
    expect(await state(territory, tuesday)).toMatchObject({ status: "open" });
  });
});

describe("a run that nears its time limit in the middle of a day", () => {
  /** The run has no time left once the named call has been made for the first time. */
  async function cutShort(job: Job, name: "markOpen" | "lastSheets" | "writeSheet") {
    const { deps } = trial.now;
    let remaining = 900_000;
    const surveyDays = new Proxy(deps.surveyDays, {
      get(target, property, receiver) {
        if (property === name) remaining = 0;
        return Reflect.get(target, property, receiver);
      },
    });
    return job({ ...deps, surveyDays }, { remainingMillis: () => remaining });
  }

  it("opens, evaluates and closes what it can; the next run does the other territories", async () => {
    at("16T09:00:00");
    expect(await cutShort(openSurveyDay, "markOpen")).toMatchObject({ opened: 1, leftForNextRun: 1 });
    expect(await trial.now.run("open-survey-day")).toMatchObject({ opened: 1, leftForNextRun: 0 });
    expect(await cutShort(raiseAlerts, "lastSheets")).toMatchObject({ leftForNextRun: 1 });
    expect(await trial.now.run("raise-alerts")).toMatchObject({ leftForNextRun: 0 });
    at("18T00:10:00");
    const states = async () => [await state(territory, tuesday), await state(elsewhere, tuesday)];
    expect(await cutShort(closeSurveyDay, "writeSheet")).toMatchObject({ closed: 1, leftForNextRun: 2 });
    expect((await states()).filter((day) => day?.status === "closed")).toHaveLength(1);
    expect(await trial.now.run("close-survey-day")).toMatchObject({ closed: 2, leftForNextRun: 0 });
    expect((await states()).filter((day) => day?.status === "closed")).toHaveLength(2);
  });
});
