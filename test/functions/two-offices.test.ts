import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import type { FaultName } from "../../shared/domain/ledger/fault.ts";
import type { Mailer } from "../../shared/mail/mailer.ts";
import type { JobName } from "../../shared/schedules.ts";
import { pageShape } from "../rig/gateway-of.ts";
import { damageReport } from "../rig/poison.ts";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { foreign, territory as milano, primary, settleTown, type Town, thursday, tuesday } from "./small-town.ts";

/** Two health offices on one running system: the first, which owns MILANO, and another, which owns LODI. */
const trial = worldOfEachTest();
const lodi = "LODI";
const lodiOffice = "ats-lodi";
const lodigiano = "ZZEE90101A";

let town: Town;
let lodiToken: string;
let lodiSchool: string;

const at = (instant: string) => trial.now.setNow(`2023-02-${instant}+01:00`);

/** 200 pupils are enrolled at the site in MILANO, 100 at that in LODI. */
async function report(siteCode: string, date: string, absent: number): Promise<void> {
  const token = siteCode === lodigiano ? lodiSchool : siteCode === foreign ? town.otherSchool : town.school;
  const { status } = await town.put(`/v1/sites/${siteCode}/absence-reports/${date}`, token, { absent, confirm: true });
  expect([200, 201]).toContain(status);
}

/** The region gives the second office these territories; all others are the first's. */
async function giveToLodi(...territories: string[]): Promise<void> {
  const controller = { name: "ATS di Lodi" };
  const json = { name: "ATS di Lodi", help: {}, controller, asksIllness: false, territories };
  const region = await trial.now.tokenOf("region");
  expect((await town.put(`/v1/health-offices/${lodiOffice}`, region, json)).status).toBeLessThan(300);
}

/** The office activates its own line, with the required backtest. */
async function drawLine(token: string, absenceRateMin: number): Promise<void> {
  const policy = { ...defaultAlertPolicy, absolute: { enabled: true, absenceRateMin, pupilsMin: 20 } };
  const { body } = await trial.now.call("POST", "/v1/backtests", { token, json: { policy } });
  const { backtestId } = z.object({ backtestId: z.string() }).parse(body);
  const { body: inForce } = await trial.now.call("GET", "/v1/alert-policy", { token });
  const { version } = z.object({ version: z.number() }).parse(inForce);
  const headers = { "if-match": `"${version}"` };
  expect((await town.put("/v1/alert-policy", token, { policy, backtestId }, { headers })).status).toBe(200);
}

/** The result of the run, and the faults that it reported. */
async function run(job: JobName): Promise<{ said: string; faults: Partial<Record<FaultName, number>> }> {
  const said = await trial.now.run(job).then(
    (outcome) => `; done: ${JSON.stringify(outcome)}`,
    (fault: unknown) => (fault instanceof Error ? fault.message : String(fault)),
  );
  const counted = said.split("; done: ")[0]?.matchAll(/(\d+) ([a-z-]+)/g) ?? [];
  return { said, faults: Object.fromEntries([...counted].map(([, count, name]) => [name, Number(count)])) };
}

const alertIds = async (token: string) => {
  const { body } = await trial.now.call("GET", "/v1/alerts", { token });
  return pageShape.parse(body).items.map((alert) => z.looseObject({ alertId: z.string() }).parse(alert).alertId);
};

const explained = z.looseObject({ crossings: z.array(z.looseObject({ explanation: z.looseObject({}) })) });

/** The policy behind each crossing of the site's alert of the absolute layer. */
async function judgedBy(token: string, siteCode: string) {
  const { body } = await trial.now.call("GET", `/v1/alerts/site.${siteCode}.absolute.1`, { token });
  return explained
    .parse(body)
    .crossings.map(({ explanation: { officeCode, policyVersion, absenceRateMin } }) => [
      officeCode,
      policyVersion,
      absenceRateMin,
    ]);
}

beforeEach(async () => {
  town = await settleTown(trial.now);
  const site = { name: "Lodi", instituteCode: "ZZIC90001A", municipality: "E648", level: "primary" };
  await town.put(`/v1/sites/${lodigiano}`, town.healthOffice, { ...site, territory: lodi, sentinelFrom: "2023-02-01" });
  lodiSchool = await trial.now.tokenOf("ZZIC90001A");
  await town.put(`/v1/sites/${lodigiano}/enrolments/2022-09-01`, lodiSchool, { pupils: 100, classes: 5 });
  await giveToLodi(lodi);
  lodiToken = await trial.now.tokenOf(`health-office:${lodiOffice}`);
});

describe("a rise in both", () => {
  it("is judged in each by the policy of its own office, which the explanation names", async () => {
    await drawLine(town.healthOffice, 0.6);
    for (const line of [0.5, 0.3]) await drawLine(lodiToken, line);
    await report(primary, thursday, 118);
    await report(lodigiano, thursday, 31);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 1 });
    expect(await alertIds(town.healthOffice)).toEqual([]);
    expect(await alertIds(lodiToken)).toEqual([`site.${lodigiano}.absolute.1`]);
    expect(await judgedBy(lodiToken, lodigiano)).toEqual([[lodiOffice, 2, 0.3]]);

    await report(foreign, thursday, 120);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 1, appended: 0, withdrawn: 0 });
    expect(await alertIds(town.healthOffice)).toEqual([`site.${foreign}.absolute.1`]);
    expect(await judgedBy(town.healthOffice, foreign)).toEqual([["ats", 1, 0.6]]);
  });

  it("is judged anew by one office when that changes its policy, and as before in the other", async () => {
    await report(primary, thursday, 90);
    await report(lodigiano, thursday, 45);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 2 });
    await drawLine(lodiToken, 0.5);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 0, appended: 0, withdrawn: 1 });
    expect(await judgedBy(town.healthOffice, primary)).toEqual([["ats", 0, 0.4]]);
    const { body } = await trial.now.call("GET", "/v1/alert-policy", { token: town.healthOffice });
    expect(body).toMatchObject({ version: 0 });
  });

  it("is recorded of each day with the policy by which it was judged", async () => {
    await drawLine(lodiToken, 0.3);
    await trial.now.run("raise-alerts");
    const { surveyDays } = trial.now.deps;
    expect(await surveyDays.state(milano, thursday)).toMatchObject({
      evaluated: { officeCode: "ats", policyVersion: 0 },
    });
    expect(await surveyDays.state(lodi, thursday)).toMatchObject({
      evaluated: { officeCode: lodiOffice, policyVersion: 1 },
    });
  });
});

const readers = { ats: "sorveglianza@ats.example", lodi: "sorveglianza@lodi.example" };
const operators = { ats: "servizio@ats.example", lodi: "servizio@lodi.example" };

/** Sets whom an office mails: digests first, notices second. */
async function setContacts(token: string, alertDigests: readonly string[], notices: readonly string[]): Promise<void> {
  const emails = (list: readonly string[]) => list.map((email) => ({ email }));
  const contacts = { alertDigests: emails(alertDigests), operationsNotices: emails(notices) };
  expect((await town.put("/v1/health-office/contacts", token, contacts)).status).toBe(200);
}

async function setAllContacts(): Promise<void> {
  await setContacts(town.healthOffice, [readers.ats], [operators.ats]);
  await setContacts(lodiToken, [readers.lodi], [operators.lodi]);
}

/** What has been mailed since the last time: to whom, and about which of the sites and territories. */
async function mailed(): Promise<Record<string, string[]>> {
  const mails = await trial.now.mails();
  await trial.now.clearMails();
  const names = [primary, foreign, lodigiano, milano, lodi];
  return Object.fromEntries(
    mails.map(({ to, text }) => [to.join(), names.filter((name) => text.includes(name))] as const),
  );
}

const ledgerEntry = z.looseObject({ kind: z.string(), officeCode: z.string(), recipient: z.string() });

const ledgerOf = async (token: string, date: string, more = "") => {
  const { body } = await trial.now.call("GET", `/v1/mail-ledger?date=${date}${more}`, { token });
  return pageShape.parse(body).items.map((item) => ledgerEntry.parse(item));
};

describe("whom a rise in both is mailed to", () => {
  beforeEach(async () => {
    await setAllContacts();
    await report(primary, thursday, 90);
    await report(lodigiano, thursday, 45);
  });

  it("is each office's own readers, about its own territories alone, once", async () => {
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 2, digests: 2 });
    expect(await mailed()).toEqual({ [readers.ats]: [primary, milano], [readers.lodi]: [lodigiano, lodi] });
    expect(await trial.now.run("raise-alerts")).toMatchObject({ digests: 0 });
    for (const [token, officeCode] of [
      [town.healthOffice, "ats"],
      [lodiToken, lodiOffice],
    ] as const) {
      const entries = await ledgerOf(token, thursday);
      expect(entries.map((entry) => [entry.kind, entry.officeCode])).toEqual([["digest", officeCode]]);
    }
    const region = await trial.now.tokenOf("region");
    expect(await ledgerOf(region, thursday)).toHaveLength(2);
    expect(await ledgerOf(region, thursday, `&office=${lodiOffice}`)).toHaveLength(1);
  });

  it("is whoever reads for both as two readers, and an address that one office has twice as one", async () => {
    await setContacts(town.healthOffice, [readers.ats, readers.ats.toUpperCase()], []);
    await setContacts(lodiToken, [readers.ats], []);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ digests: 2 });
    const texts = (await trial.now.mails()).map(({ text }) => text);
    expect(texts.filter((text) => text.includes(primary))).toHaveLength(1);
    expect(texts.filter((text) => text.includes(lodigiano))).toHaveLength(1);
    const entries = [...(await ledgerOf(town.healthOffice, thursday)), ...(await ledgerOf(lodiToken, thursday))];
    expect(new Set(entries.map(({ recipient }) => recipient.split(".")[1])).size).toBe(2);
  });

  it("is nobody in an office without contacts, which keeps the other from nothing", async () => {
    await setContacts(town.healthOffice, [], []);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 2, digests: 1 });
    expect(await mailed()).toEqual({ [readers.lodi]: [lodigiano, lodi] });
    at("18T00:10:00");
    expect(await run("close-survey-day")).toMatchObject({ faults: {} });
    const telling = async (place: string) => (await trial.now.deps.surveyDays.state(place, thursday))?.telling?.status;
    expect([await telling(milano), await telling(lodi)]).toEqual(["due", "done"]);
    at("18T09:20:00");
    // That there is nobody to mail is not overdue.
    expect(await trial.now.run("watch")).toMatchObject({ alertsNotMailed: 0 });
    await setContacts(town.healthOffice, [readers.ats], []);
    at("18T10:10:00");
    expect(await trial.now.run("close-survey-day")).toMatchObject({ digests: 1 });
    expect(await mailed()).toEqual({ [readers.ats]: [primary, milano] });
    expect([await telling(milano), await telling(lodi)]).toEqual(["done", "done"]);
  });

  it("is the readers of an office whose neighbour's contacts cannot be read, and its operators learn of no fault of that", async () => {
    const key = { name: `contacts#${lodiOffice}`, version: "current" };
    const spoil = { expression: "SET #writes = :writes", values: { writes: 0 } };
    await trial.now.database.update("settings", key, spoil, { expression: "attribute_exists(#name)" });
    const raised = await run("raise-alerts");
    expect(raised.faults).toEqual({ "digest-failed": 1 });
    expect(raised.said).toContain('"raised":2');
    expect(raised.said).toContain('"digests":1');
    expect(await mailed()).toEqual({ [readers.ats]: [primary, milano] });
    at("18T00:10:00");
    const closed = await run("close-survey-day");
    expect(closed.faults).toEqual({ "day-not-told": 1, "digest-failed": 1 });
    for (const place of [milano, lodi]) {
      expect(await trial.now.deps.surveyDays.state(place, thursday)).toMatchObject({ status: "closed" });
    }
    at("18T09:20:00");
    expect((await run("watch")).faults).toEqual({ "not-watched": 1 });
    expect(await mailed()).toEqual({});
  });

  it("is the readers of the new office, where the territory is given to one: the first ones know it", async () => {
    await trial.now.run("raise-alerts");
    await mailed();
    await giveToLodi();
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 0, digests: 1 });
    expect(await mailed()).toEqual({ [readers.ats]: [lodigiano, milano, lodi] });
    at("16T10:20:00");
    expect(await trial.now.run("watch")).toMatchObject({ alertsNotMailed: 0 });
  });
});

describe("what watches over the mails", () => {
  it("counts an alert of which no reader of the office has been told, and none of the other's", async () => {
    await setAllContacts();
    await report(primary, thursday, 90);
    await report(lodigiano, thursday, 45);
    const refusing: Mailer = {
      send: async ({ to }) =>
        to.includes(readers.lodi)
          ? { kind: "refused", reason: "rejected", detail: "not now" }
          : { kind: "accepted", messageId: "m" },
    };
    expect(await trial.now.run("raise-alerts", { mailer: refusing })).toMatchObject({ digests: 1 });
    at("16T10:20:00");
    expect(await trial.now.run("watch")).toMatchObject({ alertsNotMailed: 1 });
  });
});

describe("reminders", () => {
  beforeEach(async () => {
    await town.put("/v1/institutes/ZZIC90001A/contacts", lodiSchool, { contacts: [{ email: "lodi@scuola.example" }] });
    await trial.now.run("open-survey-day");
    at("17T08:30:00");
  });

  it("lie with the office whose territory the sites are in, and are shown to it and to the school authority there", async () => {
    expect(await trial.now.run("send-reminders")).toMatchObject({ sent: 3 });
    const recipients = async (token: string) => (await ledgerOf(token, thursday)).map(({ recipient }) => recipient);
    expect(await recipients(town.healthOffice)).toEqual(["ZZIC80001A", "ZZIC80002B"]);
    expect(await recipients(lodiToken)).toEqual(["ZZIC90001A"]);
    expect(await recipients(await trial.now.tokenOf(`school-authority:${lodi}`))).toEqual(["ZZIC90001A"]);
    const region = await trial.now.tokenOf("region");
    expect(await recipients(region)).toEqual(["ZZIC80001A", "ZZIC80002B", "ZZIC90001A"]);
    const { body } = await trial.now.call("GET", `/v1/survey-days/${thursday}/sites?state=missing`, {
      token: lodiToken,
    });
    expect(pageShape.parse(body).items).toEqual([
      expect.objectContaining({ mail: expect.objectContaining({ status: "sent" }) }),
    ]);
  });

  it("go out once, also when the territory is given to another office in between", async () => {
    expect(await trial.now.run("send-reminders")).toMatchObject({ sent: 3 });
    await giveToLodi();
    at("17T09:00:00");
    expect(await trial.now.run("send-reminders")).toMatchObject({ sent: 0, skipped: 0, uncertain: 0 });
    at("17T10:20:00");
    expect(await trial.now.run("watch")).toMatchObject({ institutesNotReminded: 0 });
    await giveToLodi(milano, lodi);
    at("17T10:30:00");
    expect(await trial.now.run("send-reminders")).toMatchObject({ sent: 0, skipped: 0, uncertain: 0 });
  });

  it("that reach nobody are told to the operators of the office alone", async () => {
    await setAllContacts();
    await town.put("/v1/institutes/ZZIC90001A/contacts", lodiSchool, { contacts: [] });
    await trial.now.clearMails();
    await trial.now.run("send-reminders");
    const told = await mailed();
    expect(told[operators.lodi]).toEqual([]);
    expect(told).not.toHaveProperty([operators.ats]);
  });

  it("whose worker has died are listed as uncertain in the part of their office", async () => {
    const dying: Mailer = { send: () => Promise.reject(new Error("the worker has died")) };
    await trial.now.run("send-reminders", { mailer: dying }).catch(() => undefined);
    at("17T10:20:00");
    expect(await trial.now.run("watch")).toMatchObject({ mailsUncertain: 3 });
    const [entry] = await ledgerOf(lodiToken, thursday);
    expect(entry).toMatchObject({ status: "uncertain" });
  });
});

describe("operators", () => {
  it("of the office learn of a fault of its territory; all learn of one that is no territory's", async () => {
    await setAllContacts();
    await report(primary, thursday, 12);
    await damageReport(trial.now.database, thursday, primary);
    await trial.now.clearMails();
    expect((await run("raise-alerts")).faults).toEqual({ "damaged-item": 1 });
    expect(await mailed()).toEqual({ [operators.ats]: [primary], [operators.lodi]: [primary] });
    at("18T00:10:00");
    expect((await run("close-survey-day")).faults).toMatchObject({ "damaged-item": 1, "day-not-closed": 1 });
    expect(await mailed()).toEqual({ [operators.ats]: [primary, milano], [operators.lodi]: [primary] });
    at("18T01:10:00");
    await run("close-survey-day");
    expect(await mailed()).toEqual({});
  });

  it("of both offices learn of everything once a day, each thing from one of them", async () => {
    await setContacts(town.healthOffice, [], [operators.ats]);
    await setContacts(lodiToken, [], [operators.ats.toUpperCase()]);
    for (const [siteCode, absent] of [
      [primary, 12],
      [lodigiano, 12],
    ] as const) {
      await report(siteCode, thursday, absent);
      await damageReport(trial.now.database, thursday, siteCode);
    }
    await trial.now.clearMails();
    expect((await run("raise-alerts")).faults).toEqual({ "damaged-item": 2 });
    expect(await trial.now.mails()).toHaveLength(1);
    await run("raise-alerts");
    expect(await trial.now.mails()).toHaveLength(1);
    const entries = [...(await ledgerOf(town.healthOffice, thursday)), ...(await ledgerOf(lodiToken, thursday))];
    expect(entries.map(({ kind, officeCode }) => [kind, officeCode])).toEqual([["notice", "ats"]]);
  });

  it("of an office are told when another's contacts cannot be read", async () => {
    await setAllContacts();
    const key = { name: "contacts#ats", version: "current" };
    const spoil = { expression: "SET #writes = :writes", values: { writes: 0 } };
    await trial.now.database.update("settings", key, spoil, { expression: "attribute_exists(#name)" });
    await report(lodigiano, thursday, 12);
    await damageReport(trial.now.database, thursday, lodigiano);
    await trial.now.clearMails();
    expect((await run("raise-alerts")).faults).toMatchObject({ "damaged-item": 1 });
    expect(await mailed()).toEqual({ [operators.lodi]: [lodigiano] });
    expect(trial.now.logLines.filter((line) => line.includes("faults not told"))).toHaveLength(1);
  });

  it("of a territory's office alone learn that its reports have vanished", async () => {
    await setAllContacts();
    for (const day of ["02", "07", "09"]) {
      at(`${day}T09:00:00`);
      await trial.now.run("open-survey-day");
      await report(lodigiano, `2023-02-${day}`, 3);
    }
    at("11T00:10:00");
    await trial.now.run("close-survey-day");
    at("16T09:00:00");
    await trial.now.run("open-survey-day");
    await trial.now.clearMails();
    at("17T00:10:00");
    expect(await trial.now.run("raise-alerts")).toMatchObject({ notices: 1 });
    expect(await mailed()).toEqual({ [operators.lodi]: [lodi] });
    expect(await ledgerOf(town.healthOffice, thursday)).toEqual([]);
    expect(await ledgerOf(lodiToken, thursday)).toMatchObject([{ kind: "notice", officeCode: lodiOffice }]);
  });
});

describe("weekdays and closures", () => {
  it("of one office ask nothing of the other's schools and judge nothing there", async () => {
    const weekdays = { from: "2023-02-17", territories: [lodi], weekdays: ["monday", "friday"] };
    const region = await trial.now.tokenOf("region");
    const { body } = await trial.now.call("GET", "/v1/school-calendars/2022-23", { token: region });
    const { schoolYear: _, ...calendar } = z.looseObject({ surveyWeekdays: z.array(z.unknown()) }).parse(body);
    const surveyWeekdays = [...calendar.surveyWeekdays, weekdays];
    const entered = await town.put("/v1/school-calendars/2022-23", region, { ...calendar, surveyWeekdays });
    expect(entered.status).toBe(200);
    const closure = { kind: "closure", scope: { kind: "territory", territory: milano }, reason: "Ponte" };
    await town.put("/v1/closures/ponte", town.healthOffice, { ...closure, from: "2023-02-16", to: "2023-02-21" });
    at("17T09:00:00");
    await trial.now.run("open-survey-day");
    at("21T09:00:00");
    await trial.now.run("open-survey-day");
    const opened = async (place: string) => {
      const dates = ["2023-02-16", "2023-02-17", "2023-02-20", "2023-02-21"];
      const states = await trial.now.deps.surveyDays.states(place, dates, () => undefined);
      return states.map(({ surveyDate, asked }) => `${surveyDate} ${asked}`).toSorted();
    };
    expect(await opened(lodi)).toEqual(["2023-02-16 1", "2023-02-17 1", "2023-02-20 1"]);
    expect(await opened(milano)).toEqual(["2023-02-16 3", "2023-02-21 3"]);
    const exempt = async (token: string, date: string) => {
      const { body: coverage } = await trial.now.call("GET", `/v1/survey-days/${date}/coverage`, { token });
      return z.looseObject({ totals: z.looseObject({ exempt: z.number() }) }).parse(coverage).totals.exempt;
    };
    expect(await exempt(town.healthOffice, "2023-02-21")).toBe(3);
    expect(await exempt(lodiToken, "2023-02-17")).toBe(0);
    expect(await exempt(lodiToken, thursday)).toBe(0);
  });
});

describe("a policy that cannot be read", () => {
  it("of one office keeps its own territories from being judged, and no other's", async () => {
    await report(primary, thursday, 90);
    await report(lodigiano, thursday, 45);
    const damaged = { name: `alert-policy#${lodiOffice}`, version: "the latest" };
    await trial.now.database.put("settings", damaged, { expression: "attribute_not_exists(#name)" });
    const raised = await run("raise-alerts");
    expect(raised.faults).toEqual({ "day-not-evaluated": 1 });
    expect(raised.said).toContain('"raised":1');
    expect(await alertIds(town.healthOffice)).toEqual([`site.${primary}.absolute.1`]);
  });
});

describe("a territory that is given to another office", () => {
  it("keeps its history and its alert; the policy of its new office holds from the next evaluation", async () => {
    at("14T09:00:00");
    await report(lodigiano, tuesday, 45);
    await drawLine(town.healthOffice, 0.1);
    await trial.now.run("raise-alerts");
    at("16T09:00:00");
    expect(await run("close-survey-day")).toMatchObject({ faults: {} });
    await giveToLodi();
    await report(lodigiano, thursday, 30);
    expect(await trial.now.run("raise-alerts")).toMatchObject({ raised: 0, appended: 1 });
    expect(await alertIds(town.healthOffice)).toEqual([`site.${lodigiano}.absolute.1`]);
    expect(await judgedBy(town.healthOffice, lodigiano)).toEqual([
      [lodiOffice, 0, 0.4],
      ["ats", 1, 0.1],
    ]);
    const { sheets } = await trial.now.deps.surveyDays.sheetsBetween(lodi, tuesday, tuesday, (damage) => {
      throw damage;
    });
    expect(sheets).toHaveLength(1);
  });
});
