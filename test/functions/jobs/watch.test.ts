import { beforeEach, describe, expect, it } from "vitest";
import type { Mailer } from "../../../shared/mail/mailer.ts";
import { refuseDamaged } from "../../../shared/store/parse-item.ts";
import { foreign, primary, secondary, settleTown, type Town, thursday } from "../small-town.ts";
import { trialOfEachTest } from "../trial.ts";

const trial = trialOfEachTest();
let town: Town;
beforeEach(async () => {
  town = await settleTown(trial.now);
  trial.now.setNow("2023-02-16T00:05:00+01:00");
  // The Tuesday before belongs to nobody's care here.
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

  it("notices alerts of which nobody was told", async () => {
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

  it("counts the mails of which nobody knows whether they went", async () => {
    trial.now.setNow("2023-02-17T08:30:00+01:00");
    await trial.now.run("send-reminders", { mailer: lost });
    expect(await watchAt("2023-02-17T10:20:00+01:00")).toMatchObject({ mailsUncertain: 2, institutesNotReminded: 0 });
  });

  it("notices a stored report that no evaluation has counted", async () => {
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 5 });
    await town.report(secondary, thursday, { absent: 5 });
    const { reports } = trial.now.deps;
    const dropped = {
      ...reports,
      async *ofDay(date: string) {
        for await (const page of reports.ofDay(date, refuseDamaged))
          yield page.filter(({ siteCode }) => siteCode !== primary);
      },
    };
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day", { reports: dropped });
    expect(await watchAt("2023-02-18T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 1 });
  });

  it("counts nothing twice: what was closed whole is even", async () => {
    trial.now.setNow("2023-02-16T09:00:00+01:00");
    await town.report(primary, thursday, { absent: 5 });
    await town.report(secondary, thursday, { closed: true, reason: "Neve" });
    trial.now.setNow("2023-02-18T00:10:00+01:00");
    await trial.now.run("close-survey-day");
    expect(await watchAt("2023-02-18T01:20:00+01:00")).toMatchObject({ reportsNotEvaluated: 0, daysOverdue: 0 });
  });
});
