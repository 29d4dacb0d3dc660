import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";
import { openMailer } from "../../../shared/mail/mailer.ts";
import { enoughMillis } from "../../../shared/runtime/job-chain.ts";
import { refusal, startUnreliableSes, type UnreliableSes } from "../../mail/unreliable-ses.ts";
import { counts } from "../../rig/counts.ts";
import { pageShape } from "../../rig/gateway-of.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
import { Crash, freshSurveyDays, ignoreCrash, type Mishap, mishaps, next, withMishap } from "../crash.ts";
import { foreign, primary, secondary, settleTown, type Town, territory, thursday, tuesday } from "../small-town.ts";

const trial = worldOfEachTest();
let town: Town;
const readers = ["una@ats.example", "due@ats.example"];
beforeEach(async () => {
  town = await settleTown(trial.now);
  await town.put("/v1/health-office/contacts", town.healthOffice, {
    alertDigests: readers.map((email) => ({ email })),
    operationsNotices: [{ email: "servizio@ats.example" }],
  });
});

/** 90 of 200 is over the 40 % of the absolute layer. */
const cross = (date = thursday) => town.report(primary, date, { absent: 90, confirm: true });
const raise = (...rest: Parameters<(typeof trial)["now"]["run"]> extends [unknown, ...infer Rest] ? Rest : never) =>
  trial.now.run("raise-alerts", ...rest);
const alerts = async () => {
  const { body } = await trial.now.call("GET", "/v1/alerts", { token: town.healthOffice });
  return pageShape.parse(body).items;
};
const addressed = async () => (await trial.now.mails()).flatMap(({ to }) => to).toSorted();
const digests = async (date = thursday) => {
  const { body } = await trial.now.call("GET", `/v1/mail-ledger?date=${date}&kind=digest`, {
    token: town.healthOffice,
  });
  return pageShape.parse(body).items;
};

describe("raising alerts", () => {
  it.each([
    [79, 0],
    [80, 1],
  ])("%i of 200 absent raise %i", async (absent, raised) => {
    await town.report(primary, thursday, { absent, confirm: true });
    expect(await raise()).toMatchObject({ raised, digests: raised * readers.length });
    expect(await alerts()).toHaveLength(raised);
  });

  it("tells each reader once, with the explanation behind it", async () => {
    await cross();
    await raise();
    expect(await addressed()).toEqual(readers.toSorted());
    const [alert] = await alerts();
    expect(alert).toMatchObject({
      alertId: `site.${primary}.absolute.1`,
      status: "new",
      crossings: [{ surveyDate: thursday, absent: 90, pupils: 200, absenceRate: 0.45, verdict: "provisional" }],
      crossingsTotal: 1,
    });
    const read = await trial.now.call("GET", `/v1/alerts/site.${primary}.absolute.1`, { token: town.healthOffice });
    expect(read.body).toMatchObject({
      ...alert,
      crossings: [{ surveyDate: thursday, explanation: { rule: "absolute", absent: 90, absenceRateMin: 0.4 } }],
    });
  });

  it("shows how the day fills by territory and then by level, whatever the codes", async () => {
    const site = { name: "Media", instituteCode: "ZZ1M80101A", territory, level: "lower-secondary" };
    const first = { ...site, sentinelFrom: "2023-02-01" };
    await town.put("/v1/sites/ZZ1M80101A", town.healthOffice, first);
    await cross();
    await raise();
    const [mail] = await trial.now.mails();
    const levels = [...(mail?.text.matchAll(/^- MILANO, (.+): /gm) ?? [])].map(([, level]) => level);
    expect(levels).toEqual(["primaria", "secondaria di I grado"]);
  });

  it("does nothing when nothing has changed: no mail, and no write of the alert", async () => {
    await cross();
    await raise();
    const [before] = await alerts();
    // Taking the turn is a write, and a run without news does not do it.
    const takeTurn = () => Promise.reject(new Crash("nothing is new"));
    const mailLedger = { ...trial.now.deps.mailLedger, takeTurn };
    expect(await raise({ mailLedger })).toMatchObject({ raised: 0, appended: 0, withdrawn: 0, digests: 0 });
    const [after] = await alerts();
    // The first digest was marked on it in between.
    expect(after).toEqual(before);
  });

  it("holds the turn for mails as long as the run may last, a quarter of an hour at most", async () => {
    const { mailLedger } = trial.now.deps;
    const turns: number[] = [];
    const takeTurn: typeof mailLedger.takeTurn = (officeCode, now, until) => {
      turns.push(until.getTime() - now.getTime());
      return mailLedger.takeTurn(officeCode, now, until);
    };
    await cross();
    await raise({ mailLedger: { ...mailLedger, takeTurn } }, 60_000);
    await town.report(foreign, thursday, { absent: 100, confirm: true });
    await raise({ mailLedger: { ...mailLedger, takeTurn } }, 1_800_000);
    expect(turns).toEqual([60_000, 900_000]);
  });

  it("mails at the rate that reminders leave free", async () => {
    const waits: number[] = [];
    const pause = async (wait: number) => void waits.push(wait);
    await cross();
    expect(await raise({ mailRatePerSecond: 1, pause, stopwatch: () => 0 })).toMatchObject({ digests: 2 });
    // A fifth of one mail a second.
    expect(waits).toEqual([expect.closeTo(5_000)]);
  });

  it("has one open alert per rule and scope, also when evaluations meet, and mails it once", async () => {
    await cross();
    await Promise.all([raise(), raise(), raise()]);
    expect(await alerts()).toHaveLength(1);
    expect(await addressed()).toEqual(readers.toSorted());
  });

  it("appends a later survey day without a mail of its own", async () => {
    trial.now.setNow(`${tuesday}T10:00:00+01:00`);
    await cross(tuesday);
    await raise();
    trial.now.setNow(`${thursday}T10:00:00+01:00`);
    await cross();
    expect(await raise()).toMatchObject({ raised: 0, appended: 1, digests: 0 });
    const [alert] = await alerts();
    expect(alert).toMatchObject({ crossings: [{ surveyDate: tuesday }, { surveyDate: thursday }] });
  });

  it("withdraws an alert whose cause a correction removes, and raises a new one when it returns", async () => {
    await cross();
    await raise();
    await town.report(primary, thursday, { absent: 9 }, { "if-match": '"1"' });
    expect(await raise()).toMatchObject({ withdrawn: 1, digests: 0 });
    expect(await alerts()).toMatchObject([{ status: "withdrawn", transitions: [{ to: "withdrawn", by: "system" }] }]);
    await town.report(primary, thursday, { absent: 90, confirm: true }, { "if-match": '"2"' });
    expect(await raise()).toMatchObject({ raised: 1, digests: readers.length });
    expect((await alerts()).map(({ sequence }) => sequence).toSorted()).toEqual([1, 2]);
  });

  it("does not raise again what people have closed", async () => {
    await cross();
    await raise();
    const move = (to: string) =>
      trial.now.call("POST", `/v1/alerts/site.${primary}.absolute.1/transitions`, {
        token: town.healthOffice,
        json: { to, note: "" },
      });
    expect(await move("closed")).toMatchObject({ status: 409, problem: "illegal-transition" });
    for (const to of ["acknowledged", "false-alarm", "closed"]) expect((await move(to)).status).toBe(200);
    expect(await raise()).toMatchObject({ raised: 0, digests: 0 });
  });

  it("gives the final verdict at closing, in the same alert", async () => {
    await cross();
    await raise();
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect(await alerts()).toMatchObject([{ sequence: 1, crossings: [{ verdict: "final" }] }]);
    expect(await addressed()).toHaveLength(readers.length);
  });

  it("leaves days to the next run when no time is left, and says how many", async () => {
    await trial.now.run("open-survey-day");
    await cross();
    expect(await raise({}, enoughMillis - 1)).toMatchObject({ raised: 0, leftForNextRun: 1 });
    const silent = { send: async () => ({ kind: "refused", reason: "unreachable", detail: "" }) as const };
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    expect(await trial.now.run("close-survey-day", {}, enoughMillis - 1)).toMatchObject({
      closed: 0,
      leftForNextRun: 1,
    });
    expect(await trial.now.run("close-survey-day", { mailer: silent })).toMatchObject({ closed: 1, digests: 0 });
    // The reader does not know it yet.
    expect(await trial.now.run("close-survey-day", {}, enoughMillis - 1)).toMatchObject({
      digests: 0,
      leftForNextRun: 1,
    });
    expect(await trial.now.run("close-survey-day", {}, enoughMillis)).toMatchObject({ digests: 2, leftForNextRun: 0 });
  });

  it("evaluates only days that are open or late", async () => {
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await cross();
    trial.now.setNow("2023-02-18T00:00:00+01:00");
    expect(await raise()).toMatchObject({ raised: 0 });
    trial.now.setNow("2023-02-17T23:59:59+01:00");
    expect(await raise()).toMatchObject({ raised: 1 });
  });

  it("shows the recent days of a site once for each of its alerts, up to the day that raised them", async () => {
    const days = freshSurveyDays();
    // Two begin the year, four train, two are the guard; then there is a band.
    for (let day = 0; day < 9; day++) {
      const date = next(days);
      trial.now.setNow(`${date}T10:00:00+02:00`);
      await raise();
      await town.report(primary, date, { absent: 12 });
      trial.now.setNow(`${addDays(date, 2)}T00:10:00+02:00`);
      await trial.now.run("close-survey-day");
    }
    const date = next(days);
    trial.now.setNow(`${date}T10:00:00+02:00`);
    await cross(date);
    expect(await raise()).toMatchObject({ raised: 2, digests: readers.length });
    const [mail] = await trial.now.mails();
    const rows = mail?.text.match(/^ {2}\S.*atteso.*$/gm);
    const twoDays = ["mar 10 ott  6,0%", "gio 12 ott  45,0%"].map((row) => expect.stringContaining(row));
    expect(rows).toEqual([...twoDays, ...twoDays]);
  });

  it("lists alerts page by page, by status and over all of them", async () => {
    await cross();
    await town.report(secondary, thursday, { absent: 150, confirm: true });
    await town.report(foreign, thursday, { absent: 100, confirm: true });
    await raise();
    const token = town.healthOffice;
    await trial.now.call("POST", `/v1/alerts/site.${foreign}.absolute.1/transitions`, {
      token,
      json: { to: "acknowledged", note: "" },
    });
    for (const [query, count] of [
      ["", 3],
      ["status=new&", 2],
      ["status=acknowledged&", 1],
      ["status=closed&", 0],
    ] as const) {
      for (const limit of [1, 2, 3]) {
        const seen: unknown[] = [];
        let cursor: string | undefined;
        do {
          const more = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
          const page = pageShape.parse(
            (await trial.now.call("GET", `/v1/alerts?${query}limit=${limit}${more}`, { token })).body,
          );
          seen.push(...page.items.map(({ alertId }) => alertId));
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(new Set(seen).size).toBe(count);
        expect(seen).toHaveLength(count);
      }
    }
    for (const cursor of ["x", "new:x", "nobody:", "new:e30"]) {
      expect(await trial.now.call("GET", `/v1/alerts?cursor=${cursor}`, { token })).toMatchObject({ status: 422 });
    }
  });
});

describe("a digest that cannot go", () => {
  let ses: UnreliableSes | undefined;
  afterEach(async () => {
    await ses?.stop();
    ses = undefined;
  });

  async function mailerOf(...answer: Parameters<typeof startUnreliableSes>) {
    ses = await startUnreliableSes(...answer);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    return openMailer({
      endpoint: ses.endpoint,
      region: "eu-south-1",
      from: "s@ats.example",
      credentials,
      timeoutMillis: 2_000,
    });
  }

  it("is sent again with the same id when nobody knows whether it went", async () => {
    await cross();
    const mailer = await mailerOf((response) => response.destroy());
    expect(await raise({ mailer })).toMatchObject({ digests: 0 });
    const [uncertain] = await digests();
    expect(uncertain).toMatchObject({ status: "uncertain" });
    trial.now.setNow("2023-02-16T10:00:00+01:00");
    expect(await raise()).toMatchObject({ digests: readers.length });
    const entries = await digests();
    expect(entries).toHaveLength(readers.length);
    const digestId = String(uncertain?.recipient).split(".")[0] ?? "";
    for (const entry of entries) {
      expect(entry).toMatchObject({ status: "sent", attempts: 2 });
      expect(entry.recipient).toContain(digestId);
    }
    for (const { subject, text } of await trial.now.mails())
      expect(`${subject} ${text}`).toContain(digestId.slice(0, 8));
  });

  it("during a whole day arrives in the first run after it", async () => {
    await cross();
    const mailer = await mailerOf((response) => {
      response.statusCode = 400;
      response.end(refusal("Throttling", "Daily message quota exceeded."));
    });
    for (let hour = 9; hour <= 23; hour++) {
      trial.now.setNow(`2023-02-16T${String(hour).padStart(2, "0")}:00:00+01:00`);
      expect(await raise({ mailer })).toMatchObject({ digests: 0 });
    }
    trial.now.setNow("2023-02-17T09:00:00+01:00");
    expect(await raise()).toMatchObject({ digests: readers.length });
    expect(await addressed()).toEqual(readers.toSorted());
  });

  it("to anybody does not count as sent: it goes when there is a reader with a working address", async () => {
    const contacts = (emails: string[]) =>
      town.put("/v1/health-office/contacts", town.healthOffice, {
        alertDigests: emails.map((email) => ({ email })),
        operationsNotices: [],
      });
    await contacts([]);
    await cross();
    expect(await raise()).toMatchObject({ raised: 1, digests: 0 });
    await contacts(["rifiutata@ats.example"]);
    const mailer = await mailerOf((response) => {
      response.statusCode = 400;
      response.end(refusal("InvalidParameterValue", "Local address contains control or whitespace"));
    });
    await raise({ mailer });
    await raise({ mailer });
    await contacts(["rifiutata@ats.example", "buona@ats.example"]);
    expect(await raise()).toMatchObject({ digests: 1 });
    expect(await addressed()).toEqual(["buona@ats.example"]);
    expect(await raise()).toMatchObject({ digests: 0 });
  });

  it("has arrived at each reader after the next run, after a mishap at any call; repeats have one id", async () => {
    async function raised(date: string, call: number, mishap: Mishap) {
      const { run, setNow, deps } = trial.now;
      setNow(`${date}T09:00:00+01:00`);
      await cross(date);
      await trial.now.clearMails();
      const { changes, calls } = withMishap(deps, call, mishap);
      await run("raise-alerts", changes).catch(ignoreCrash);
      setNow(`${date}T10:00:00+01:00`);
      await run("raise-alerts");
      const mails = await trial.now.mails();
      // People close an alert that the next run would find open.
      const open = await deps.alerts.latest(
        { kind: "site", siteCode: primary, territory, level: "primary" },
        "absolute",
      );
      if (open === undefined) throw new Error("no alert");
      await deps.alerts.save({ ...open, status: "closed", version: open.version + 1 }, open.version);
      return { calls: calls(), mails };
    }
    const days = freshSurveyDays();
    const clean = await raised(next(days), 0, "crash-before");
    expect(clean.mails).toHaveLength(readers.length);
    for (const [first, mishap] of mishaps.entries()) {
      for (let call = 1 + first; call <= clean.calls; call += mishaps.length * counts.callStep) {
        const { mails } = await raised(next(days), call, mishap);
        const told = `${mishap} at call ${call}`;
        for (const reader of readers) {
          const received = mails.filter(({ to }) => to.includes(reader));
          expect(received.length, told).toBeGreaterThanOrEqual(1);
          expect(new Set(received.map(({ subject }) => subject)).size, told).toBe(1);
        }
      }
    }
  });
});

describe("silence", () => {
  const days = ["2023-02-02", "2023-02-07", "2023-02-09", tuesday];
  beforeEach(async () => {
    for (const date of days) {
      trial.now.setNow(`${date}T09:00:00+01:00`);
      await trial.now.run("open-survey-day");
      for (const siteCode of [primary, secondary, foreign]) await town.report(siteCode, date, { absent: 5 });
      trial.now.setNow(`${addDays(date, 2)}T00:10:00+01:00`);
      await trial.now.run("close-survey-day");
    }
    trial.now.setNow(`${thursday}T09:00:00+01:00`);
    await trial.now.run("open-survey-day");
  });
  const friday = "2023-02-17T07:00:00+01:00";

  it("is mailed to the operators once, and is not an epidemic alert", async () => {
    await town.report(primary, thursday, { absent: 5 });
    trial.now.setNow(friday);
    expect(await raise()).toMatchObject({ notices: 1, raised: 0, digests: 0 });
    expect(await raise()).toMatchObject({ notices: 0 });
    expect(await addressed()).toEqual(["servizio@ats.example"]);
  });

  it("is noticed after a break too, when the days for the usual number are weeks ago", async () => {
    await town.put("/v1/closures/pausa", town.healthOffice, {
      kind: "closure",
      scope: { kind: "region" },
      from: "2023-02-16",
      to: "2023-02-28",
      reason: "Pausa",
    });
    trial.now.setNow("2023-03-02T09:00:00+01:00");
    await trial.now.run("open-survey-day");
    trial.now.setNow("2023-03-03T07:00:00+01:00");
    expect(await raise()).toMatchObject({ notices: 1 });
  });

  it("is not two of three, and not before the time for on-time reports is over", async () => {
    expect(await raise()).toMatchObject({ notices: 0 });
    await town.report(primary, thursday, { absent: 5 });
    await town.report(secondary, thursday, { absent: 5 });
    trial.now.setNow(friday);
    expect(await raise()).toMatchObject({ notices: 0 });
  });

  it("is not a day on which all are closed, nor one on which two of three are", async () => {
    const closure = (id: string, scope: object) =>
      town.put(`/v1/closures/${id}`, town.healthOffice, {
        kind: "closure",
        scope,
        from: thursday,
        to: thursday,
        reason: "Neve",
      });
    await closure("a", { kind: "site", siteCode: secondary });
    await closure("b", { kind: "site", siteCode: foreign });
    await town.report(primary, thursday, { absent: 5 });
    trial.now.setNow(friday);
    expect(await raise()).toMatchObject({ notices: 0 });
    await town.put("/v1/closures/c", town.healthOffice, {
      kind: "closure",
      scope: { kind: "municipality", municipality: "F205" },
      from: "2023-02-21",
      to: "2023-02-21",
      reason: "Neve",
    });
    trial.now.setNow("2023-02-22T07:00:00+01:00");
    expect(await raise()).toMatchObject({ notices: 0 });
  });
});
