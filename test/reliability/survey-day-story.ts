import { loadJobs } from "../../infra/local/load-functions.ts";
import { runsBetween, type ScheduledRun } from "../../infra/local/schedule-runs.ts";
import { localDateAt } from "../../shared/domain/calendar/local-date.ts";
import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import type { JobName } from "../../shared/schedules.ts";
import type { World } from "../rig/world.ts";
import { startWorker } from "./faulty-worker.ts";

/** What people do at an instant. */
export type Deed = { at: Date; act: (world: World) => Promise<void> };

export type Chapter = {
  title: string;
  from: Date;
  to: Date;
  deeds: readonly Deed[];
  /** The run in which something goes wrong. */
  run: ScheduledRun;
  /** The scheduler was down for these. */
  missed?: (run: ScheduledRun) => boolean;
};

/** One thing that happens, to whichever world. A run answers what it did. */
export type Event = { at: Date; run?: ScheduledRun; act: (world: World) => Promise<JobOutcome | undefined> };

const jobs = await loadJobs();

export function jobOf(name: JobName) {
  const job = jobs.get(name);
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

/**
 * The events before and after the run of the chapter: the deeds of people, and the scheduled jobs.
 * @param everyRun makes every scheduled run; otherwise only the first and the last run of each job on each date
 */
export function eventsOf(chapter: Chapter, everyRun: boolean): { before: readonly Event[]; after: readonly Event[] } {
  const { from, to, deeds, run, missed = () => false } = chapter;
  const isRun = ({ job, at }: ScheduledRun) => job === run.job && at.getTime() === run.at.getTime();
  const all = runsBetween(from, to);
  const ofOneDate = Map.groupBy(all, ({ job, at }) => `${job} ${localDateAt(at)}`);
  const kept = new Set(everyRun ? all : [...ofOneDate.values()].flatMap((runs) => [runs.at(0), runs.at(-1)]));
  const runs = all.filter((one) => isRun(one) || (kept.has(one) && !missed(one)));
  const events: Event[] = [
    ...deeds.map(({ at, act }) => ({ at, act: async (world: World) => void (await act(world)) })),
    ...runs.map((one) => ({
      at: one.at,
      run: one,
      act: (world: World) => startWorker(world).run(jobOf(one.job)),
    })),
  ].toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const here = events.findIndex((event) => event.run !== undefined && isRun(event.run));
  if (here < 0) throw new Error(`the schedule has no ${run.job} at ${run.at.toISOString()}`);
  return { before: events.slice(0, here), after: events.slice(here + 1) };
}
