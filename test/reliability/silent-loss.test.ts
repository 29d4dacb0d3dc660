import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { job as closeSurveyDay } from "../../functions/jobs/close-survey-day.ts";
import { job as openSurveyDay } from "../../functions/jobs/open-survey-day.ts";
import { job as watch } from "../../functions/jobs/watch.ts";
import type { ReportContent } from "../../shared/domain/survey/absence-report.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import type { Database, Item } from "../../shared/store/database.ts";
import { counts, seed } from "../rig/counts.ts";
import { registerInstitute } from "../rig/sample-institute.ts";
import { sampleInstituteCode, sampleSiteCode, sampleTerritory } from "../rig/sample-schools.ts";
import type { MemoryWorld, World } from "../rig/world.ts";
import { writtenOn } from "../rig/written-on.ts";
import { startWorker, type WorkerOptions } from "./faulty-worker.ts";
import { type Trial, trialsOf } from "./mishaps.ts";
import {
  closingTime,
  institutes,
  openSurveyDayWorld,
  reopen,
  send,
  submit,
  surveyDate,
  thursdayMorning,
} from "./survey-day-world.ts";

/** Towns that lose something: each lives through two nights. */
const townsMax = 1_000;
const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
const later = (instant: Date, millis: number) => new Date(instant.getTime() + millis);

async function runAt(now: Date, world: World, job: Job, options?: WorkerOptions) {
  world.setNow(now);
  return startWorker(world, options).run(job);
}

const sheetOf = ({ deps }: World) => deps.surveyDays.sheet(sampleTerritory, surveyDate);
const stateOf = ({ deps }: World) => deps.surveyDays.state(sampleTerritory, surveyDate);
const watched = (now: Date, world: World) => runAt(now, world, watch);

describe("stored reports that get lost on the way all jobs read them by", () => {
  /** The report of a site. A site that was not a sentinel when the day opened was not asked. */
  type Sent = { content?: ReportContent; asked: boolean };
  const losses = ["row", "last of its page", "page", "rest", "counts"] as const;
  type Loss = { kind: (typeof losses)[number]; at: number; pageItems: number };

  /** Each page is short. The loss hits the row `at` in every read of the day. */
  function losing({ kind, at, pageItems }: Loss): (database: Database) => Database {
    return (database) => ({
      ...database,
      async *queryPages(query) {
        if (query.table !== "absenceReports") return yield* database.queryPages(query);
        const items: Item[] = [];
        for await (const page of database.queryPages(query)) items.push(...page);
        const lost = at % items.length;
        for (let start = 0; start < items.length; start += pageItems) {
          const page = items.slice(start, start + pageItems);
          if (lost < start || lost >= start + pageItems) yield page;
          else if (kind === "row") yield page.filter((_, index) => start + index !== lost);
          else if (kind === "last of its page") yield page.slice(0, -1);
          else if (kind === "counts")
            yield page.map((item, index) => (start + index === lost ? miscounted(item) : item));
          else if (kind === "rest") return;
        }
      },
    });
  }

  function miscounted(item: Item): Item {
    return { ...item, now: { absent: 99, pupils: 100, at: thursdayMorning.getTime(), by: "office" } };
  }

  async function openTown(sent: readonly Sent[]): Promise<MemoryWorld> {
    const world = await openSurveyDayWorld();
    for (const number of sent.keys()) {
      const siteCodes = [sampleSiteCode(number)];
      await registerInstitute(
        { instituteCode: sampleInstituteCode(number), siteCodes, pupils: 100 },
        surveyDate,
        world.deps,
      );
    }
    const setSentinel = async (dates: { sentinelFrom: string } | undefined) => {
      for (const [number, { asked }] of sent.entries()) {
        if (!asked) await world.deps.sites.setSentinel(sampleSiteCode(number), dates, writtenOn());
      }
    };
    await setSentinel(undefined);
    await runAt(thursdayMorning, world, openSurveyDay);
    await setSentinel({ sentinelFrom: surveyDate });
    for (const [number, { content }] of sent.entries()) {
      if (content !== undefined) await send(world, sampleSiteCode(number), content);
    }
    return world;
  }

  const sentByASite = fc.record({
    content: fc.oneof(
      fc.record({ absent: fc.nat({ max: 30 }) }),
      fc.constant({ closed: true as const, reason: "Neve" }),
      fc.constant(undefined),
    ),
    asked: fc.boolean(),
  });
  const anyLoss = fc.record({
    kind: fc.constantFrom(...losses),
    at: fc.nat({ max: 50 }),
    pageItems: fc.integer({ min: 1, max: 4 }),
  });

  test("are noticed, counted, and in the sheet after the next closing", async ({ task }) => {
    const anyTown = fc
      .array(sentByASite, { minLength: 1, maxLength: 9 })
      .filter((sent) => sent.some(({ content }) => content !== undefined));
    const numRuns = Math.min(counts.propertyRuns, townsMax);
    task.meta.tried = { what: "losses", times: numRuns };
    await fc.assert(
      fc.asyncProperty(anyTown, anyLoss, async (sent, loss) => {
        const town = await openTown(sent.map(({ content, asked }) => ({ asked, ...(content && { content }) })));
        const sound = town.copy();
        await runAt(closingTime, sound, closeSurveyDay);
        expect(await watched(later(closingTime, 2 * hourMillis), sound)).toMatchObject({ reportsNotEvaluated: 0 });

        const lossy = { ...town, database: losing(loss)(town.database) };
        await runAt(closingTime, lossy, closeSurveyDay);
        expect(await sheetOf(town)).not.toEqual(await sheetOf(sound));
        // The read that all jobs share also fails for the watch.
        const noticed = await watched(later(closingTime, 2 * hourMillis), lossy);
        expect(noticed?.reportsNotEvaluated).toBeGreaterThanOrEqual(1);

        await runAt(later(closingTime, 3 * hourMillis), town, closeSurveyDay);
        expect(await sheetOf(town)).toEqual(await sheetOf(sound));
        expect(await stateOf(town)).not.toHaveProperty("reopenedUntil");
        expect(await watched(later(closingTime, 4 * hourMillis), town)).toMatchObject({ reportsNotEvaluated: 0 });
      }),
      { numRuns },
    );
  });
});

describe("an entry accepted by a reopening", () => {
  const [{ siteCodes }, other] = institutes;
  const [reopened] = siteCodes;
  const [neighbour] = other.siteCodes;
  const until = new Date("2023-02-21T09:00:00+01:00");
  const cleared = later(until, minuteMillis);

  /** The day is closed, and one of its sites may correct what it has sent until Tuesday at nine. */
  async function openReopened(): Promise<MemoryWorld> {
    const world = await openSurveyDayWorld();
    await runAt(thursdayMorning, world, openSurveyDay);
    await submit(world, reopened, 3);
    await submit(world, neighbour, 4);
    await runAt(closingTime, world, closeSurveyDay);
    await watched(later(closingTime, 2 * hourMillis), world);
    world.setNow(new Date("2023-02-20T09:00:00+01:00"));
    await reopen(world, reopened, until);
    return world;
  }

  async function absentOf(world: World): Promise<number | undefined> {
    const sheet = await sheetOf(world);
    return sheet?.absent[sheet.siteCodes.indexOf(reopened)];
  }

  async function callsOfClosing(beginning: MemoryWorld, now: Date): Promise<number> {
    const world = beginning.copy();
    world.setNow(now);
    const worker = startWorker(world);
    await worker.run(closeSurveyDay);
    return worker.calls.length;
  }

  /** In the last second somebody corrects, at the given step of the first of the workers that build the sheet. */
  async function correctMeanwhile(world: World, step: number, trial: Trial): Promise<void> {
    world.setNow(later(until, -1));
    const random = xoroshiro128plus(seed + trial.step);
    const before = async (at: number) => {
      if (at === step) await submit(world, reopened, 7);
    };
    const first = startWorker(world, { random, before, mishap: trial });
    const others = Array.from({ length: trial.workers - 1 }, () => startWorker(world, { random }));
    await Promise.all([first, ...others].map((worker) => worker.run(closeSurveyDay)));
    if (first.calls.length <= step) await submit(world, reopened, 7);
  }

  test(`is in the sheet, whatever call of closing it meets and whichever goes wrong (seed ${seed})`, async ({
    task,
  }) => {
    const beginning = await openReopened();
    const steps = await callsOfClosing(beginning, later(until, -1));
    const trials = trialsOf(steps, counts.mishaps, seed);
    task.meta.tried = { what: "mishaps", times: trials.length };
    for (const [index, trial] of trials.entries()) {
      const world = beginning.copy();
      const step = (trial.step + index) % steps;
      await correctMeanwhile(world, step, trial);
      // A minute is not over yet: the sheet is built, and the mark stays.
      await runAt(later(cleared, -1), world, closeSurveyDay);
      const name = `corrected at ${step}, step ${trial.step} ${trial.fault}, ${trial.workers} workers`;
      expect(await absentOf(world), name).toBe(7);
      expect(await stateOf(world), name).toMatchObject({ reopenedUntil: until });
      await runAt(cleared, world, closeSurveyDay);
      expect(await absentOf(world), name).toBe(7);
      expect(await stateOf(world), name).not.toHaveProperty("reopenedUntil");
      expect(await watched(later(cleared, hourMillis), world), name).toMatchObject({ reportsNotEvaluated: 0 });
    }
  });

  test("is noticed and mended when it was longer than a minute on its way, at whatever call of closing it arrives", async () => {
    const beginning = await openReopened();
    const steps = await callsOfClosing(beginning, cleared);
    for (let step = 0; step < steps; step++) {
      const world = beginning.copy();
      await runAt(cleared, world, closeSurveyDay, {
        before: async (at) => {
          if (at !== step) return;
          world.setNow(later(until, -1));
          await submit(world, reopened, 7);
          world.setNow(cleared);
        },
      });
      const inSheet = (await absentOf(world)) === 7;
      const noticed = await watched(later(cleared, hourMillis), world);
      expect(noticed, `step ${step}`).toMatchObject({ reportsNotEvaluated: inSheet ? 0 : 1 });
      await runAt(later(cleared, 2 * hourMillis), world, closeSurveyDay);
      expect(await absentOf(world), `step ${step}`).toBe(7);
      expect(await watched(later(cleared, 3 * hourMillis), world)).toMatchObject({ reportsNotEvaluated: 0 });
    }
  });
});
