import { describe, expect, test } from "vitest";
import { untoldAlerts } from "../../functions/flows/mail/told-readers.ts";
import { job as closeSurveyDay } from "../../functions/jobs/close-survey-day.ts";
import { job as raiseAlerts } from "../../functions/jobs/raise-alerts.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import type { Received } from "../rig/inbox.ts";
import { sampleTerritory } from "../rig/sample-schools.ts";
import type { World } from "../rig/world.ts";
import { startWorker, type WorkerOptions } from "./faulty-worker.ts";
import {
  closingTime,
  institutes,
  openSurveyDayWorld,
  reader,
  submit,
  surveyDate,
  thursdayMorning,
} from "./survey-day-world.ts";

const hourMillis = 3_600_000;
const [crossingSite, quietSite] = institutes[0].siteCodes;
const scope = { kind: "site", siteCode: crossingSite, territory: sampleTerritory, level: "primary" } as const;

/** One site at 60 % and one at 3 %; the third is missing. */
async function openReportedWorld(): Promise<World> {
  const world = await openSurveyDayWorld();
  await submit(world, crossingSite, 60);
  await submit(world, quietSite, 3);
  return world;
}

const digestIds = (mails: readonly Received[]) => new Set(mails.map(({ headers }) => headers?.["X-Sentinella-Digest"]));

async function alertFaults(world: World): Promise<string[]> {
  const alerts = await world.deps.alerts.ofScope(scope);
  const found: string[] = [];
  if (alerts.length !== 1) found.push(`${alerts.length} alerts`);
  if (alerts[0]?.crossings.length !== 1) found.push(`${alerts[0]?.crossings.length} crossings`);
  if (alerts.length > 0 && (await untoldAlerts(alerts, [firstOfficeCode], world.deps)).length > 0)
    found.push("it counts as not told");
  const mails = await world.mails();
  if (mails.length === 0) found.push("no digest arrived");
  if (digestIds(mails).size > 1) found.push("a repeated digest has another id");
  if (mails.some(({ to }) => to.join() !== reader)) found.push("somebody else was mailed");
  return found;
}

describe("an alert", () => {
  const outages = ["fails before", "answer lost"] as const;
  test.each(outages)("arrives in the first cycle after a day without SES (%s)", async (outage) => {
    const world = await openReportedWorld();
    const down: WorkerOptions["change"] = () => ({
      mailer: {
        send: async () =>
          outage === "fails before"
            ? { kind: "refused", reason: "unreachable", detail: "down" }
            : { kind: "unknown", detail: "down" },
      },
    });
    for (let hour = 0; hour < 24; hour++) {
      world.setNow(new Date(thursdayMorning.getTime() + hour * hourMillis));
      await runOnce(world, raiseAlerts, down);
    }
    expect(await world.mails()).toEqual([]);
    world.setNow(new Date(thursdayMorning.getTime() + 24 * hourMillis));
    await runOnce(world, raiseAlerts);
    expect(await world.mails()).toHaveLength(1);
    expect(await alertFaults(world)).toEqual([]);
  });
});

describe("the final verdict", () => {
  test("is told an hour later when SES was down while the day was closed", async () => {
    const world = await openReportedWorld();
    const down: WorkerOptions["change"] = () => ({
      mailer: { send: async () => ({ kind: "refused", reason: "unreachable", detail: "down" }) },
    });
    world.setNow(closingTime);
    await runOnce(world, closeSurveyDay, down);
    expect(await world.mails()).toEqual([]);
    world.setNow(new Date(closingTime.getTime() + hourMillis));
    await runOnce(world, closeSurveyDay);
    expect(await world.mails()).toHaveLength(1);
    expect(await alertFaults(world)).toEqual([]);
  });
});

describe("a survey day", () => {
  /** All that is left of the day once it is closed. */
  async function finalState(world: World) {
    const { deps } = world;
    const alerts = await deps.alerts.ofScope(scope);
    return {
      sheet: await deps.surveyDays.sheet(sampleTerritory, surveyDate),
      totals: (await deps.surveyDays.state(sampleTerritory, surveyDate))?.totals,
      verdicts: alerts.flatMap(({ crossings }) => crossings.map(({ verdict }) => verdict)),
      digests: digestIds(await world.mails()).size,
    };
  }

  test.each([1, 2, 3])(
    "ends the same when each run of the schedule comes %i times, the closing a day late",
    async (times) => {
      const once = await openReportedWorld();
      await runSchedule(once, 1, closingTime);
      const often = await openReportedWorld();
      await runSchedule(often, times, new Date(closingTime.getTime() + 24 * hourMillis));
      expect(await finalState(often)).toEqual(await finalState(once));
      expect(await often.mails()).toHaveLength((await once.mails()).length);
    },
  );

  test("that nobody closed is noticed within the hour", async () => {
    const { job: watch } = await import("../../functions/jobs/watch.ts");
    const world = await openReportedWorld();
    await runOnce(world, raiseAlerts);
    const watched = async (instant: Date) => {
      world.setNow(instant);
      return watch(world.deps, { remainingMillis: () => hourMillis });
    };
    expect(await watched(new Date(closingTime.getTime() + hourMillis - 700_000))).toMatchObject({ daysOverdue: 0 });
    expect(await watched(new Date(closingTime.getTime() + hourMillis))).toMatchObject({ daysOverdue: 1 });
    await runOnce(world, closeSurveyDay);
    expect(await watched(new Date(closingTime.getTime() + hourMillis))).toMatchObject({ daysOverdue: 0 });
  });

  async function runSchedule(world: World, times: number, closedAt: Date): Promise<void> {
    for (const [job, at] of [
      [raiseAlerts, thursdayMorning],
      [raiseAlerts, new Date(thursdayMorning.getTime() + hourMillis)],
      [closeSurveyDay, closedAt],
    ] as const) {
      world.setNow(at);
      for (let time = 0; time < times; time++) await runOnce(world, job);
    }
  }
});

async function runOnce(world: World, job: Job, change?: WorkerOptions["change"]): Promise<void> {
  await startWorker(world, change === undefined ? {} : { change }).run(job);
}
