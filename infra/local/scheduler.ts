import { formatInstant } from "../../shared/domain/local-date.ts";
import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import type { JobName } from "../../shared/schedules.ts";
import type { LocalClock } from "./local-clock.ts";
import { followSchedule, jobsDue, lastRunsOfEachDate, runsBetween, type ScheduledRun } from "./schedule-runs.ts";

/** A run that was made. A job that failed says so in its outcome; the next run repairs what it left undone. */
type Ran = { job: JobName; at: string; outcome: JobOutcome };

type Move = {
  now: string;
  moved: boolean;
  /** Why the time did not move, or not as far as asked. */
  reason?: string;
  /** The last `ranListedMax` runs, in the order they were made. */
  ran: Ran[];
  ranTotal: number;
  /** Scheduled runs left out of a long move, since a later run of the same job on the same date did their work. */
  thinned: number;
  /** After this instant of a very long move each job ran once, at its end. */
  scheduledUntil?: string;
};

export type RunJob = (job: JobName) => Promise<JobOutcome>;

/** About six weeks; a longer move runs each job once a date. */
const runsPerMoveMax = 2_000;
const ranListedMax = 500;
/** More than a school year: beyond it nothing that people entered is left to remind of, to evaluate or to close. */
export const scheduledDaysMax = 400;
const dayMillis = 86_400_000;

export type Scheduler = {
  /** Moves the time forward and makes every run that falls between, each with the time standing at its instant. */
  moveTo(instant: Date): Promise<Move>;
  /** Makes up, at the present time, for the runs that should have been made and were not. */
  catchUp(): Promise<Ran[]>;
  /** Runs the jobs by the machine's time until the time is moved by hand or this is stopped. */
  follow(): void;
  /** Cuts a move short after the job that is running; resolves when none runs any more. */
  stop(): Promise<void>;
};

export function openScheduler(clock: LocalClock, runJob: RunJob): Scheduler {
  // Moves and runs wait for each other: two moves at once would make the time go back and forth.
  let queue: Promise<unknown> = Promise.resolve();
  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }
  let following: { stop: () => void } | undefined;
  let isStopping = false;

  async function run(job: JobName): Promise<Ran> {
    const at = formatInstant(clock.now());
    try {
      return { job, at, outcome: await runJob(job) };
    } catch (fault) {
      return { job, at, outcome: { failed: fault instanceof Error ? fault.message : String(fault) } };
    }
  }

  /** The instant is saved before its jobs run: a crash among them must not make the time go back. */
  async function runAll(runs: readonly ScheduledRun[]): Promise<Ran[]> {
    const ran: Ran[] = [];
    for (const { job, at } of runs) {
      if (isStopping) break;
      const { standsAt, jobsDoneUntil } = clock.state();
      if (at.getTime() !== standsAt?.getTime())
        await clock.set({ standsAt: at, jobsDoneUntil: standsAt ?? jobsDoneUntil });
      ran.push(await run(job));
    }
    return ran;
  }

  async function move(to: Date): Promise<Move> {
    const from = clock.now();
    const unmoved = { moved: false, ran: [], ranTotal: 0, thinned: 0 };
    if (to.getTime() === from.getTime() && clock.state().standsAt !== undefined) {
      return { now: formatInstant(from), ...unmoved, reason: "the time stands there already" };
    }
    if (to < from) {
      const reason = `the time only moves forward: it is ${formatInstant(from)} already`;
      return { now: formatInstant(from), ...unmoved, reason };
    }
    following?.stop();
    following = undefined;
    const limit = new Date(from.getTime() + scheduledDaysMax * dayMillis);
    const isBeyond = to > limit;
    const asked = runsBetween(from, isBeyond ? limit : to);
    const runs = asked.length > runsPerMoveMax ? lastRunsOfEachDate(asked) : asked;
    const ran = await runAll(runs);
    // What is left undone here, the next start catches up with.
    if (isStopping) return { ...unmoved, now: formatInstant(clock.now()), reason: "the local cloud is stopping" };
    await clock.set({ standsAt: to, jobsDoneUntil: isBeyond ? limit : to });
    if (isBeyond) ran.push(...(await catchUp()));
    return {
      now: formatInstant(to),
      moved: true,
      ran: ran.slice(-ranListedMax),
      ranTotal: ran.length,
      thinned: asked.length - runs.length,
      ...(isBeyond && { scheduledUntil: formatInstant(limit) }),
    };
  }

  async function catchUp(): Promise<Ran[]> {
    const now = clock.now();
    const { jobsDoneUntil, ...state } = clock.state();
    const due = jobsDue(jobsDoneUntil, now);
    const ran: Ran[] = [];
    for (const job of due) ran.push(await run(job));
    if (due.length > 0) await clock.set({ ...state, jobsDoneUntil: now });
    return ran;
  }

  return {
    moveTo: (instant) => enqueue(() => move(instant)),
    catchUp: () => enqueue(catchUp),
    follow() {
      following = followSchedule(() => void enqueue(catchUp));
    },
    async stop() {
      isStopping = true;
      following?.stop();
      await queue;
    },
  };
}
