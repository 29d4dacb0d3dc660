import { beforeEach, describe, expect, it } from "vitest";
import { ledgerKinds } from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Mailer } from "../../../shared/mail/mailer.ts";
import type { JobName } from "../../../shared/schedules.ts";
import type { OnDamaged } from "../../../shared/store/parse-item.ts";
import { damageReport } from "../../rig/poison.ts";
import { worldOfEachTest } from "../../rig/world-of-each-test.ts";
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
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
  trial.now.setNow("2023-02-16T00:05:00+01:00");
  // The tests ignore the Tuesday before.
  await trial.now.run("open-survey-day");
});

const watchAt = (instant: string) => {
  trial.now.setNow(instant);
  return trial.now.run("watch");
};
const silent: Mailer = { send: async () => ({ kind: "refused", reason: "unreachable", detail: "" }) };
const lost: Mailer = { send: async () => ({ kind: "unknown", detail: "" }) };

describe("the watch", () => {
  it("publishes zeros when all is well", async () => {
    for (const siteCode of [primary, secondary, foreign]) await town.report(siteCode, thursday, { absent: 5 });
    const counts = await watchAt("2023-02-16T10:20:00+01:00");
    expect(Object.values(counts).every((count) => count === 0)).toBe(true);
    expect(counts).toHaveProperty("jobsOverdue");
    const published = trial.now.logLines.map((line): unknown => JSON.parse(line));
    expect(published).toContainEqual(expect.objectContaining({ _aws: expect.anything(), jobsOverdue: 0 }));
  });

  it.each([
    ["2023-02-21T00:59:59+01:00", 0],
    ["2023-02-21T01:00:00+01:00", 1],
  ])("at %s a day that nobody opened is overdue in %i territory", async (instant, daysOverdue) => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect(await watchAt(instant)).toMatchObject({ daysOverdue });
  });

  it.each([
    ["2023-02-18T00:59:59+01:00", 0],
    ["2023-02-18T01:00:00+01:00", 1],
  ])("at %s a day that nobody closed is overdue in %i territory", async (instant, daysOverdue) => {
    expect(await watchAt(instant)).toMatchObject({ daysOverdue });
  });

  it("notices institutes that were not reminded, from an hour after they should have been", async () => {
    expect(await watchAt("2023-02-17T09:29:59+01:00")).toMatchObject({ institutesNotReminded: 0 });
    expect(await watchAt("2023-02-17T09:30:00+01:00")).toMatchObject({ institutesNotReminded: 2, jobsOverdue: 2 });
    await trial.now.run("send-reminders");
    expect(await watchAt("2023-02-17T09:30:00+01:00")).toMatchObject({ institutesNotReminded: 0 });
  });

  it("notices alerts that no reader knows", async () => {
    await town.put("/v1/health-office/contacts", town.healthOffice, {
      alertDigests: [{ email: "ats@ats.example" }],
      operationsNotices: [],
    });
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 90, confirm: true });
    await trial.now.run("raise-alerts", { mailer: silent });
    expect(await watchAt("2023-02-16T10:00:00+01:00")).toMatchObject({ alertsNotMailed: 0 });
    expect(await watchAt("2023-02-16T10:00:01+01:00")).toMatchObject({ alertsNotMailed: 1, jobsOverdue: 1 });
    await trial.now.run("raise-alerts");
    expect(await watchAt("2023-02-16T10:20:00+01:00")).toMatchObject({ alertsNotMailed: 0 });
  });

  it("notices no alerts without readers, and none that were given up", async () => {
    const readers = (alertDigests: object[]) =>
      town.put("/v1/health-office/contacts", town.healthOffice, { alertDigests, operationsNotices: [] });
    await town.report(primary, thursday, { absent: 90, confirm: true });
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await trial.now.run("raise-alerts");
    expect(await watchAt("2023-02-16T10:20:00+01:00")).toMatchObject({ alertsNotMailed: 0 });
    await readers([{ email: "ats@ats.example" }]);
    // The news goes out for two weeks only. Work that was due an hour ago is overdue.
    expect(await watchAt("2023-03-02T09:59:59+01:00")).toMatchObject({ alertsNotMailed: 1 });
    expect(await watchAt("2023-03-02T10:00:00+01:00")).toMatchObject({ alertsNotMailed: 0 });
  });

  it("publishes the other counts when one fails, and reports that one", async () => {
    trial.now.setNow("2023-02-18T01:00:00+01:00");
    const territories = () => Promise.reject(new Error("out of reach"));
    const settings = { ...trial.now.deps.settings, territories };
    await expect(trial.now.run("watch", { settings })).rejects.toThrow(/^1 not-watched; done: /);
    const published = trial.now.logLines
      .filter((line) => line.includes("_aws"))
      .map((line): unknown => JSON.parse(line));
    expect(published).toEqual([
      expect.objectContaining({
        jobsOverdue: 1,
        daysOverdue: 1,
        _aws: expect.objectContaining({
          CloudWatchMetrics: [
            expect.objectContaining({
              Metrics: [
                "jobsOverdue",
                "daysOverdue",
                "alertsNotMailed",
                "mailsUncertain",
                "silentSurveyDays",
                "reportsNotEvaluated",
              ].map((Name) => ({ Name, Unit: "Count" })),
            }),
          ],
        }),
      }),
    ]);
  });

  it("counts the mails of which nobody knows whether they went", async () => {
    trial.now.setNow("2023-02-17T08:30:00+01:00");
    await trial.now.run("send-reminders", { mailer: lost });
    expect(await watchAt("2023-02-17T10:20:00+01:00")).toMatchObject({ mailsUncertain: 2, institutesNotReminded: 0 });
  });
});

describe("claims that nobody has settled", () => {
  const officeCode = firstOfficeCode;
  const claimedAt = new Date("2023-02-15T18:00:00+01:00");
  const keys = ledgerKinds.map((kind) => ({ surveyDate: tuesday, kind, officeCode, recipient: own, round: 1 }));
  const statuses = () => Promise.all(keys.map(async (key) => (await trial.now.deps.mailLedger.get(key))?.status));

  beforeEach(async () => {
    for (const key of keys) {
      const lease = { now: claimedAt, leaseUntil: new Date(claimedAt.getTime() + 120_000), detail: {} };
      await trial.now.deps.mailLedger.claim(key, lease, { reclaimUncertain: false });
    }
  });

  it.each<[JobName, string]>([
    ["send-reminders", "2023-02-17T08:30:00+01:00"],
    ["raise-alerts", "2023-02-15T19:00:00+01:00"],
    ["close-survey-day", "2023-02-16T00:10:00+01:00"],
    ["watch", "2023-02-15T18:20:00+01:00"],
  ])("are listed as uncertain by %s, whatever their kind and day", async (job, instant) => {
    trial.now.setNow("2023-02-15T18:01:59+01:00");
    await trial.now.run(job);
    expect(await statuses()).toEqual(ledgerKinds.map(() => "claimed"));
    trial.now.setNow(instant);
    await trial.now.run(job);
    expect(await statuses()).toEqual(ledgerKinds.map(() => "uncertain"));
  });

  it("are counted for four days from the claim on", async () => {
    expect(await watchAt("2023-02-15T18:20:00+01:00")).toMatchObject({ mailsUncertain: ledgerKinds.length });
    expect(await watchAt("2023-02-19T17:59:59+01:00")).toMatchObject({ mailsUncertain: ledgerKinds.length });
    expect(await watchAt("2023-02-19T18:00:00+01:00")).toMatchObject({ mailsUncertain: 0 });
  });

  it("of the last run of the window are no longer claims in the next hour", async () => {
    const dying: Mailer = { send: () => Promise.reject(new Error("the worker has died")) };
    trial.now.setNow("2023-02-17T18:00:00+01:00");
    await expect(trial.now.run("send-reminders", { mailer: dying })).rejects.toThrow("2 reminder-failed");
    const key = { surveyDate: thursday, kind: "reminder", officeCode, recipient: own, round: 1 } as const;
    expect(await trial.now.deps.mailLedger.get(key)).toMatchObject({ status: "claimed" });
    // One of each kind of the Tuesday, two of the Thursday.
    expect(await watchAt("2023-02-17T18:20:00+01:00")).toMatchObject({
      mailsUncertain: ledgerKinds.length + 2,
      institutesNotReminded: 0,
    });
    expect(await trial.now.deps.mailLedger.get(key)).toMatchObject({ status: "uncertain" });
  });
});

describe("the sheets and the stored reports", () => {
  const sheetOf = async (date = thursday, where = territory) => {
    const sheet = await trial.now.deps.surveyDays.sheet(where, date);
    return Object.fromEntries(sheet?.siteCodes.map((siteCode, row) => [siteCode, sheet.absent[row]]) ?? []);
  };
  const at = (instant: string) => trial.now.setNow(instant);
  const close = (instant: string, changes: Parameters<typeof trial.now.run>[1] = {}) => {
    at(instant);
    return trial.now.run("close-survey-day", changes);
  };
  /** Reports get lost in the read that all jobs share. */
  const losing = (isLost: (siteCode: string) => boolean) => {
    const { reports } = trial.now.deps;
    return {
      reports: {
        ...reports,
        async *ofDay(date: string, onDamaged: OnDamaged) {
          for await (const page of reports.ofDay(date, onDamaged))
            yield page.filter(({ siteCode }) => !isLost(siteCode));
        },
      },
    };
  };
  const reopen = (siteCode: string, until: string) =>
    trial.now.call("POST", `/v1/sites/${siteCode}/absence-reports/${thursday}/reopenings`, {
      token: town.healthOffice,
      json: { until, reason: "Dato mancante" },
    });

  beforeEach(async () => {
    at("2023-02-16T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 5 });
    await town.report(secondary, thursday, { closed: true, reason: "Neve" });
  });

  it("agree on a day that was closed whole, by a comparison that is made once", async () => {
    await close("2023-02-18T00:10:00+01:00");
    let read = 0;
    const { reports } = trial.now.deps;
    const counted = {
      ...reports,
      ofSites: (...values: Parameters<typeof reports.ofSites>) => {
        read += 1;
        return reports.ofSites(...values);
      },
    };
    for (const instant of ["2023-02-18T01:20:00+01:00", "2023-02-18T03:20:00+01:00"]) {
      at(instant);
      expect(await trial.now.run("watch", { reports: counted })).toMatchObject({ reportsNotEvaluated: 0 });
    }
    expect(read).toBe(1);
  });

  it("are compared from an hour after the day has closed", async () => {
    await close(
      "2023-02-18T00:10:00+01:00",
      losing((siteCode) => siteCode === primary),
    );
    expect(await watchAt("2023-02-18T00:59:59+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
    expect(await watchAt("2023-02-18T01:00:00+01:00")).toMatchObject({ reportsNotEvaluated: 1 });
  });

  it.each([
    ["a count", primary],
    ["a closure", secondary],
  ])("differ where %s was lost on the way to the evaluation; the sheet is built again", async (_, lost) => {
    const sound = { [primary]: 5, [foreign]: -1, [secondary]: -1 };
    await close(
      "2023-02-18T00:10:00+01:00",
      losing((siteCode) => siteCode === lost),
    );
    expect(await watchAt("2023-02-18T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 1 });
    await close("2023-02-18T03:10:00+01:00");
    expect(await sheetOf()).toEqual(sound);
    expect(await watchAt("2023-02-18T03:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0, daysOverdue: 0 });
    expect(await trial.now.deps.surveyDays.state(territory, thursday)).toMatchObject({
      totals: { expected: 2, onTime: 1, exempt: 1 },
      compared: { reports: 2, differing: 0, unplaced: 0 },
    });
  });

  it("differ where the report of a site that was not asked was lost: no sheet accounts for it", async () => {
    const csv = `site_code,sentinel_from,sentinel_until\n${unasked},2023-02-01,\n`;
    await trial.now.call("PUT", "/v1/sentinel-sites", { token: town.healthOffice, csv });
    await town.report(unasked, thursday, { absent: 4 });
    await close(
      "2023-02-18T00:10:00+01:00",
      losing((siteCode) => siteCode === unasked),
    );
    expect(await watchAt("2023-02-18T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 1 });
    await close("2023-02-18T03:10:00+01:00");
    expect(await sheetOf()).toMatchObject({ [unasked]: 4 });
    expect(await watchAt("2023-02-18T03:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
  });

  it("differ in each run while the way to the evaluation stays broken, and once a day the sheet is built again", async () => {
    const broken = losing((siteCode) => siteCode === primary);
    const stale = async () => (await trial.now.deps.surveyDays.state(territory, thursday))?.reopenedUntil;
    await close("2023-02-18T00:10:00+01:00", broken);
    for (const [instant, isStale] of [
      ["2023-02-18T01:20:00+01:00", true],
      ["2023-02-18T03:20:00+01:00", false],
      ["2023-02-18T04:20:00+01:00", false],
      ["2023-02-19T03:09:59+01:00", false],
      ["2023-02-19T03:10:00+01:00", true],
    ] as const) {
      at(instant);
      expect(await trial.now.run("watch", broken), instant).toMatchObject({ reportsNotEvaluated: 1 });
      expect((await stale()) !== undefined, instant).toBe(isStale);
      if (instant === "2023-02-18T01:20:00+01:00") await close("2023-02-18T03:10:00+01:00", broken);
    }
    await close("2023-02-19T04:10:00+01:00");
    expect(await sheetOf()).toMatchObject({ [primary]: 5 });
    expect(await watchAt("2023-02-19T04:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
  });

  it("differ where a correction was written while its reopening ended", async () => {
    await close("2023-02-18T00:10:00+01:00");
    expect(await watchAt("2023-02-18T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
    at("2023-02-20T09:00:00+01:00");
    await reopen(primary, "2023-02-21T09:00:00+01:00");
    const { surveyDays } = trial.now.deps;
    const overtaken = {
      ...surveyDays,
      writeSheet: async (...values: Parameters<typeof surveyDays.writeSheet>) => {
        // Accepted in time, but a minute under way.
        at("2023-02-21T08:59:59+01:00");
        expect((await town.report(primary, thursday, { absent: 6 }, { "if-match": '"1"' })).status).toBe(200);
        return surveyDays.writeSheet(...values);
      },
    };
    await close("2023-02-21T09:01:00+01:00", { surveyDays: overtaken });
    expect(await sheetOf()).toMatchObject({ [primary]: 5 });
    expect(await watchAt("2023-02-21T09:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 1 });
    expect(await watchAt("2023-02-22T23:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 1 });
    await close("2023-02-23T00:10:00+01:00");
    expect(await sheetOf()).toMatchObject({ [primary]: 6 });
    expect(await watchAt("2023-02-23T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
  });

  it("are not compared while a reopening runs", async () => {
    await close("2023-02-18T00:10:00+01:00");
    at("2023-02-20T09:00:00+01:00");
    await reopen(primary, "2023-02-22T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 6 }, { "if-match": '"1"' });
    expect(await watchAt("2023-02-20T10:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
  });

  it("differ where a report has vanished since they were compared", async () => {
    await close("2023-02-18T00:10:00+01:00");
    expect(await watchAt("2023-02-18T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0 });
    const { reports } = trial.now.deps;
    const without = {
      ...reports,
      countOfDay: async () => 1,
      ofSites: async (...values: Parameters<typeof reports.ofSites>) =>
        (await reports.ofSites(...values)).filter(({ siteCode }) => siteCode !== primary),
    };
    at("2023-02-18T03:20:00+01:00");
    expect(await trial.now.run("watch", { reports: without })).toMatchObject({ reportsNotEvaluated: 1 });
  });

  it("of one territory are compared whatever is wrong in another", async () => {
    const city = { name: "Plesso", instituteCode: "ZZIC80002B", level: "primary", sentinelFrom: "2023-02-01" };
    await town.put(`/v1/sites/${foreign}`, town.healthOffice, { ...city, territory: "CITTÀ" });
    await trial.now.run("open-survey-day");
    await close(
      "2023-02-18T00:10:00+01:00",
      losing((siteCode) => siteCode === primary),
    );
    const { surveyDays } = trial.now.deps;
    const failing = {
      ...surveyDays,
      sheet: async (where: string, date: string) => {
        if (where === "CITTÀ") throw new Error("out of reach");
        return surveyDays.sheet(where, date);
      },
    };
    at("2023-02-18T01:20:00+01:00");
    await expect(trial.now.run("watch", { surveyDays: failing })).rejects.toThrow("1 day-not-compared");
    expect(trial.now.logLines.some((line) => line.includes('"reportsNotEvaluated":1'))).toBe(true);
  });
});

describe("a territory whose survey days cannot be read", () => {
  const city = { name: "Plesso", instituteCode: own, level: "primary", sentinelFrom: "2023-02-01" };
  const unreadable = () => {
    const { surveyDays } = trial.now.deps;
    const states: typeof surveyDays.states = (where, ...asked) =>
      where === "CITTÀ" ? Promise.reject(new Error("out of reach")) : surveyDays.states(where, ...asked);
    return { surveyDays: { ...surveyDays, states } };
  };
  const watchWithout = async (instant: string) => {
    trial.now.setNow(instant);
    const said = await trial.now.run("watch", unreadable()).then(JSON.stringify, String);
    expect(said).toContain("1 not-watched; done: ");
    return said;
  };

  beforeEach(async () => {
    await town.put(`/v1/sites/${unasked}`, town.healthOffice, { ...city, municipality: "E648", territory: "CITTÀ" });
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 5 });
    await town.report(unasked, thursday, { absent: 5 });
  });

  it("is named, and the others are watched", async () => {
    expect(await watchWithout("2023-02-18T01:00:00+01:00")).toContain('"daysOverdue":1');
    const named = trial.now.logLines.filter((line) => line.includes('"message":"not-watched"'));
    expect(named).toEqual([expect.stringContaining('"territory":"CITTÀ"')]);
  });

  it("may account for the reports that are on no sheet of the others: none of those is held for wrong", async () => {
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect(await watchWithout("2023-02-18T01:20:00+01:00")).toContain('"reportsNotEvaluated":0');
  });
});

describe("survey days that are overdue", () => {
  const found = async () => {
    const city = { name: "Plesso", instituteCode: own, level: "primary", sentinelFrom: "2023-02-01" };
    await town.put(`/v1/sites/${primary}`, town.healthOffice, { ...city, territory: "CITTÀ" });
  };
  const runAt = (job: JobName, instant: string) => {
    trial.now.setNow(instant);
    return trial.now.run(job);
  };

  beforeEach(async () => {
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.report(secondary, thursday, { absent: 4 });
    await runAt("close-survey-day", "2023-02-18T00:10:00+01:00");
  });

  it("are not those on which a territory is new, and are the next ones", async () => {
    await runAt("open-survey-day", "2023-02-21T00:05:00+01:00");
    trial.now.setNow("2023-02-21T10:00:00+01:00");
    await found();
    expect(await watchAt("2023-02-21T10:20:00+01:00")).toMatchObject({ daysOverdue: 0 });
    expect(await watchAt("2023-02-21T23:20:00+01:00")).toMatchObject({ daysOverdue: 0 });
    // Nobody closes the Tuesday in the old territory, and nobody opens the Thursday in the two of them.
    expect(await watchAt("2023-02-23T00:59:59+01:00")).toMatchObject({ daysOverdue: 0 });
    expect(await watchAt("2023-02-23T01:00:00+01:00")).toMatchObject({ daysOverdue: 3 });
  });

  it("are not those of before a territory was there, which a job opens and the next one closes", async () => {
    trial.now.setNow("2023-02-20T10:00:00+01:00");
    await found();
    expect(await watchAt("2023-02-20T11:20:00+01:00")).toMatchObject({ daysOverdue: 0 });
    await runAt("open-survey-day", "2023-02-21T00:05:00+01:00");
    expect(await trial.now.deps.surveyDays.state("CITTÀ", thursday)).toMatchObject({ status: "open" });
    expect(await watchAt("2023-02-21T01:20:00+01:00")).toMatchObject({ daysOverdue: 0 });
    // The Thursday, some hours after it was opened late, and then the Tuesday, which nobody closes in either territory.
    expect(await watchAt("2023-02-21T04:04:59+01:00")).toMatchObject({ daysOverdue: 0 });
    expect(await watchAt("2023-02-21T04:05:00+01:00")).toMatchObject({ daysOverdue: 1 });
    expect(await watchAt("2023-02-26T01:05:00+01:00")).toMatchObject({ daysOverdue: 3 });
    await runAt("close-survey-day", "2023-02-26T04:10:00+01:00");
    expect(await watchAt("2023-02-26T04:20:00+01:00")).toMatchObject({ daysOverdue: 0, reportsNotEvaluated: 0 });
  });

  it("are those whose sheet has been stale for longer than a few runs of the closing job take", async () => {
    trial.now.setNow("2023-02-19T09:00:00+01:00");
    await trial.now.call("POST", `/v1/sites/${primary}/absence-reports/${thursday}/reopenings`, {
      token: town.healthOffice,
      json: { until: "2023-02-20T09:00:00+01:00", reason: "Dato mancante" },
    });
    expect(await watchAt("2023-02-20T12:59:59+01:00")).toMatchObject({ daysOverdue: 0 });
    expect(await watchAt("2023-02-20T13:00:00+01:00")).toMatchObject({ daysOverdue: 1 });
    await trial.now.run("close-survey-day");
    expect(await watchAt("2023-02-20T13:20:00+01:00")).toMatchObject({ daysOverdue: 0 });
  });

  it("stay so for as long as nobody closes them, also under a closure that was entered meanwhile", async () => {
    await runAt("open-survey-day", "2023-02-21T00:05:00+01:00");
    const closure = {
      kind: "closure",
      scope: { kind: "region" },
      from: "2023-02-21",
      to: "2023-02-21",
      reason: "Neve",
    };
    await town.put("/v1/closures/neve", town.healthOffice, closure);
    expect(await watchAt("2023-03-11T03:20:00+01:00")).toMatchObject({ daysOverdue: 1 });
  });
});

describe("a survey day on which nobody has reported by eleven", () => {
  const [before, eleven] = ["2023-02-16T10:59:59+01:00", "2023-02-16T11:00:00+01:00"];

  it("is silent, from eleven on", async () => {
    expect(await watchAt(before)).toMatchObject({ silentSurveyDays: 0 });
    expect(await watchAt(eleven)).toMatchObject({ silentSurveyDays: 1 });
  });

  it("is silent territory by territory", async () => {
    const city = { name: "Plesso", instituteCode: "ZZIC80002B", level: "primary", municipality: "E648" };
    await town.put(`/v1/sites/${foreign}`, town.healthOffice, {
      ...city,
      sentinelFrom: "2023-02-01",
      territory: "CITTÀ",
    });
    trial.now.setNow("2023-02-28T00:05:00+01:00");
    await trial.now.run("open-survey-day");
    trial.now.setNow("2023-02-28T09:00:00+01:00");
    await town.report(primary, "2023-02-28", { absent: 3 });
    expect(await watchAt("2023-02-28T11:20:00+01:00")).toMatchObject({ silentSurveyDays: 1 });
    await town.report(foreign, "2023-02-28", { closed: true, reason: "Neve" });
    expect(await watchAt("2023-02-28T11:20:00+01:00")).toMatchObject({ silentSurveyDays: 0 });
  });

  const closed = (scope: object) =>
    town.put("/v1/closures/patrono", town.healthOffice, {
      kind: "closure",
      scope,
      from: thursday,
      to: thursday,
      reason: "Patrono",
    });

  it("is not silent where all sites are closed", async () => {
    await closed({ kind: "municipality", municipality: "F205" });
    expect(await watchAt(eleven)).toMatchObject({ silentSurveyDays: 0 });
  });

  it("is silent where only those are heard of that are closed, or were not asked", async () => {
    await closed({ kind: "site", siteCode: primary });
    const csv = `site_code,sentinel_from,sentinel_until\n${unasked},2023-02-01,\n`;
    await trial.now.call("PUT", "/v1/sentinel-sites", { token: town.healthOffice, csv });
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    expect(await town.report(unasked, thursday, { absent: 4 })).toMatchObject({ status: 201 });
    expect(await watchAt(eleven)).toMatchObject({ silentSurveyDays: 1 });
  });

  it("is not silent where a report has come that cannot be read", async () => {
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 4 });
    await damageReport(trial.now.database, thursday, primary);
    await expect(watchAt(eleven)).rejects.toThrow(/^1 damaged-item; done: .*"silentSurveyDays":0/);
  });

  it("is silent where another territory is new that day, and was not opened", async () => {
    const city = { name: "Plesso", instituteCode: "ZZIC80002B", level: "primary", sentinelFrom: "2023-02-01" };
    await town.put(`/v1/sites/${foreign}`, town.healthOffice, { ...city, territory: "CITTÀ" });
    expect(await watchAt(eleven)).toMatchObject({ silentSurveyDays: 1 });
  });
});
