import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { job as sendReminders } from "../../functions/jobs/send-reminders.ts";
import type { LedgerEntry } from "../../shared/domain/mail-ledger.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { counts, seed } from "../rig/counts.ts";
import type { PortCall } from "../rig/intercepted-database.ts";
import { startWorker, type WorkerOptions } from "./faulty-worker.ts";
import { type Trial, trialsOf } from "./mishaps.ts";
import { institutes, openWorld, reminderTime, type SurveyDayWorld, submit, surveyDate } from "./survey-day-world.ts";

/** Longer than a claim's lease. */
const laterMillis = 180_000;
const laterRuns = 2;
const ordersMax = 10;
/** More than the job takes: a mishap behind it never happens. */
const stepsMax = 10_000;

async function ledgerOf({ deps }: SurveyDayWorld): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for await (const page of deps.mailLedger.pagesOfDay(surveyDate, "reminder", deps.onDamaged)) entries.push(...page);
  return entries;
}

/** Runs the workers, one of them with the mishap, and then, after the leases, a sound one until nothing is left. */
async function remind(world: SurveyDayWorld, trial: Trial | undefined, options: WorkerOptions = {}): Promise<number> {
  world.setNow(reminderTime);
  const workers = trial?.workers ?? 1;
  const random = xoroshiro128plus(seed + (trial?.step ?? 0));
  const first = startWorker(world, { random, ...options, ...(trial && { mishap: trial }) });
  const others = Array.from({ length: workers - 1 }, () => startWorker(world, { random, ...options }));
  await Promise.all([first, ...others].map((worker) => worker.run(sendReminders)));
  for (let later = 1; later <= laterRuns; later++) {
    world.setNow(new Date(reminderTime.getTime() + later * laterMillis));
    await startWorker(world).run(sendReminders);
  }
  return first.calls.length;
}

/** What is wrong with how the institutes have been mailed; nothing when each was mailed once or stands as uncertain. */
async function faultsIn(world: SurveyDayWorld): Promise<string[]> {
  const ledger = await ledgerOf(world);
  return institutes.flatMap(({ instituteCode, siteCodes }) => {
    const mails = world.mails.filter(({ text }) => text.includes(instituteCode));
    const entry = ledger.find(({ recipient }) => recipient === instituteCode);
    const found: string[] = [];
    if (mails.length > 1) found.push(`${instituteCode} was mailed ${mails.length} times`);
    if (mails.length === 0 && entry?.status !== "uncertain") found.push(`${instituteCode} was lost: ${entry?.status}`);
    if (entry?.status === "claimed") found.push(`${instituteCode} stays claimed`);
    for (const { text } of mails) {
      if (siteCodes.some((siteCode) => !text.includes(siteCode))) found.push(`${instituteCode}: a site is not listed`);
    }
    return found;
  });
}

describe("the reminders of a survey day", () => {
  test("go out once to each institute when nothing goes wrong", async () => {
    const world = await openWorld();
    await remind(world, undefined);
    expect(world.mails).toHaveLength(institutes.length);
    expect(await faultsIn(world)).toEqual([]);
    expect((await ledgerOf(world)).map(({ status }) => status)).toEqual(["sent", "sent"]);
  });

  test(`none is doubled and none is lost in silence, whatever call goes wrong (seed ${seed})`, async () => {
    const steps = await remind(await openWorld(), undefined);
    for (const trial of trialsOf(steps, counts.mishaps, seed)) {
      const world = await openWorld();
      await remind(world, trial);
      expect(await faultsIn(world), `step ${trial.step} ${trial.fault}, ${trial.workers} workers`).toEqual([]);
    }
  });

  test("are doubled as soon as the claim is taken out of the job", async () => {
    const blindClaim = ({ mailLedger }: Deps): Partial<Deps> => ({
      mailLedger: {
        ...mailLedger,
        claim: async (...claim) => ({ ...(await mailLedger.claim(...claim)), kind: "claimed" }),
      },
    });
    // Whether two workers meet depends on whose turn it is: one order of turns in so many must show it.
    const found: string[] = [];
    for (let order = 0; order < ordersMax; order++) {
      const world = await openWorld();
      const nothing = { step: stepsMax + order, fault: "fails before", workers: 3 } as const;
      await remind(world, nothing, { change: blindClaim });
      found.push(...(await faultsIn(world)));
    }
    expect(found).not.toEqual([]);
  });

  test("do not list a site that reported before the last look", async () => {
    const [, { siteCodes, instituteCode }] = institutes;
    const [siteCode] = siteCodes;
    const isLook = ({ operation, on, key }: PortCall) =>
      operation === "get" && on === "absenceReports" && key?.siteCode === siteCode;
    const calls = await callsOf(await openWorld());
    expect(calls.filter(isLook)).toHaveLength(1);
    for (let step = 0; step < calls.length; step++) {
      const world = await openWorld();
      let looked = false;
      let reportedInTime = false;
      await remind(world, undefined, {
        before: async (now, call) => {
          if (isLook(call)) looked = true;
          if (now !== step) return;
          const before = !looked || isLook(call);
          await submit(world, siteCode, 3);
          // Other mails of the job go on meanwhile.
          reportedInTime = before && (!looked || isLook(call));
        },
      });
      const mailed = world.mails.some(({ text }) => text.includes(instituteCode));
      if (reportedInTime) expect(mailed, `reported before step ${step}`).toBe(false);
    }
  });
});

async function callsOf(world: SurveyDayWorld): Promise<readonly PortCall[]> {
  world.setNow(reminderTime);
  const worker = startWorker(world);
  await worker.run(sendReminders);
  return worker.calls;
}
