import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { job as sendReminders } from "../../functions/jobs/send-reminders.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { seed } from "../rig/counts.ts";
import type { PortCall } from "../rig/intercepted-database.ts";
import type { World } from "../rig/world.ts";
import { startWorker, type WorkerOptions } from "./faulty-worker.ts";
import { institutes, openSurveyDayWorld, reminderTime, submit } from "./survey-day-world.ts";

/** Longer than a claim's lease. */
const laterMillis = 180_000;
const laterRuns = 2;
const ordersMax = 10;

/** Runs this many workers at once. After the leases it runs one more worker at a time, until nothing is left. */
async function remind(world: World, workers: number, options: WorkerOptions = {}): Promise<void> {
  world.setNow(reminderTime);
  const started = Array.from({ length: workers }, () => startWorker(world, options));
  await Promise.all(started.map((worker) => worker.run(sendReminders)));
  for (let later = 1; later <= laterRuns; later++) {
    world.setNow(new Date(reminderTime.getTime() + later * laterMillis));
    await startWorker(world).run(sendReminders);
  }
}

describe("the reminders of a survey day", () => {
  test("are doubled as soon as the claim is taken out of the job", async () => {
    const blindClaim = ({ mailLedger }: Deps): Partial<Deps> => ({
      mailLedger: {
        ...mailLedger,
        claim: async (...claim) => ({ ...(await mailLedger.claim(...claim)), kind: "claimed" }),
      },
    });
    // The order of turns decides whether two workers meet. One of these orders must show it.
    const mailed: number[] = [];
    for (let order = 0; order < ordersMax; order++) {
      const world = await openSurveyDayWorld();
      await remind(world, 3, { change: blindClaim, random: xoroshiro128plus(seed + order) });
      mailed.push((await world.mails()).length);
    }
    expect(Math.max(...mailed)).toBeGreaterThan(institutes.length);
  });

  test("do not list a site that reported before the last look", async () => {
    const [, { siteCodes, instituteCode }] = institutes;
    const [siteCode] = siteCodes;
    const isLook = ({ operation, on, key }: PortCall) =>
      operation === "get" && on === "absenceReports" && key?.siteCode === siteCode;
    const calls = await callsOf(await openSurveyDayWorld());
    expect(calls.filter(isLook)).toHaveLength(1);
    for (let step = 0; step < calls.length; step++) {
      const world = await openSurveyDayWorld();
      let looked = false;
      let reportedInTime = false;
      await remind(world, 1, {
        before: async (now, call) => {
          if (isLook(call)) looked = true;
          if (now !== step) return;
          const before = !looked || isLook(call);
          await submit(world, siteCode, 3);
          // Other mails of the job go on meanwhile.
          reportedInTime = before && (!looked || isLook(call));
        },
      });
      const mailed = (await world.mails()).some(({ text }) => text.includes(instituteCode));
      if (reportedInTime) expect(mailed, `reported before step ${step}`).toBe(false);
    }
  });
});

async function callsOf(world: World): Promise<readonly PortCall[]> {
  world.setNow(reminderTime);
  const worker = startWorker(world);
  await worker.run(sendReminders);
  return worker.calls;
}
