import { millisecondsInDay } from "date-fns/constants";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import type { JobName } from "../../shared/schedules.ts";
import type { LocalClock } from "./clock.ts";
import { followSchedule, jobsDue, lastRunsOfEachDate, runsBetween, type ScheduledRun } from "./schedule-runs.ts";

/** A run that succeeded or failed. If it failed, its outcome gives the reason. */
type Ran = { job: JobName; at: string; outcome: JobOutcome };

type Move = {
  now: string;
  moved: boolean;
  /** Why the time did not move, or not as far as asked. */
  reason?: string;
  /** The last `ranListedMax` runs, in the order they were made. */
  ran: Ran[];
  ranTotal: number;
  /** The failed runs, the last `ranListedMax` of them. They failed on every try. */
  failed: Ran[];
  failedTotal: number;
  /** The jobs whose last run failed. The next move runs them first, as `openScheduler` says. */
  owed: readonly JobName[];
  /** Scheduled runs that a long move skipped, because a later run of the same job on the same date did their work. */
  thinned: number;
  /** After this instant of a very long move, each job ran only once, at the end. */
  scheduledUntil?: string;
};

/** The progress of a move under way. */
type Progress = { to: string; runsMade: number; runs: number };

/** @param isStopping Whether the job should end as soon as it can, without breaking off its work. */
export type RunJob = (job: JobName, isStopping: () => boolean) => Promise<JobOutcome>;

/** About six weeks; a longer move runs each job once a date. */
const runsPerMoveMax = 2_000;
const ranListedMax = 500;
/** More than a school year: after it, nothing is left to remind of, to evaluate or to close. */
export const scheduledDaysMax = 400;
/**
 * An owed job that fails again pauses for this long. Otherwise each move would wait for a fault that only a person can
 * fix.
 */
const owedPauseMillis = 3_600_000;
/** The first try and two more, as Lambda does. */
export const triesMax = 3;

export type Scheduler = {
  /** Moves the time forward. It makes every run in between, each with the time at the run's instant. */
  moveTo(instant: Date): Promise<Move>;
  /** Makes the missed runs now. */
  catchUp(): Promise<Ran[]>;
  /** Runs the jobs by the machine's time, until somebody moves the time or stops this. */
  follow(): void;
  /** Undefined when no move is under way. */
  progress(): Progress | undefined;
  /** Ends a move after the running job. Resolves when no job runs any more. */
  stop(): Promise<void>;
};

type SchedulerDeps = {
  clock: LocalClock;
  runJob: RunJob;
  /** Repairs the effects of a failed run before the next try: it waits for the engine and settles its mails. */
  recover: () => Promise<void>;
  /** Called when it cannot continue by the machine's time. */
  onFault: (fault: unknown) => void;
};

/**
 * Makes the scheduled runs. A failed run is repeated at once, as AWS does. A job that fails on every try is owed: it
 * runs again at the next move, at the next instant of any schedule, or at the next start. If it fails again, it then
 * runs once an hour. An owed job gets a single try each time until it succeeds. So nothing waits for a job that always
 * fails, and no job is forgotten.
 */
export function openScheduler({ clock, runJob, recover, onFault }: SchedulerDeps): Scheduler {
  // Moves and runs wait for each other: two moves at once would make the time jump back and forth.
  let queue: Promise<unknown> = Promise.resolve();
  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  }
  let following: { stop: () => void } | undefined;
  let progress: Progress | undefined;
  let isStopping = false;
  const failedAgainAt = new Map<JobName, Date>();

  async function run(job: JobName, owed: Set<JobName>): Promise<Ran> {
    const at = formatInstant(clock.now());
    const isOwed = owed.has(job);
    for (let tries = 1; ; tries++) {
      try {
        const outcome = await runJob(job, () => isStopping);
        owed.delete(job);
        failedAgainAt.delete(job);
        return { job, at, outcome };
      } catch (fault) {
        if (isOwed || tries === triesMax || isStopping) {
          if (isOwed) failedAgainAt.set(job, clock.now());
          owed.add(job);
          return { job, at, outcome: { failed: fault instanceof Error ? fault.message : String(fault) } };
        }
      }
      // A fault that it cannot repair appears in the next try.
      await recover().catch(() => undefined);
    }
  }

  /**
   * The instant is saved before its jobs run, so that the time does not go back after a crash among them. Their success
   * is saved with the next instant, so after an earlier crash they run again.
   */
  async function runAll(runs: readonly ScheduledRun[], owed: Set<JobName>): Promise<Ran[]> {
    const ran: Ran[] = [];
    for (const { job, at } of runs) {
      if (isStopping) break;
      const { standsAt, jobsDoneUntil } = clock.state();
      if (at.getTime() !== standsAt?.getTime())
        await clock.set({ standsAt: at, jobsDoneUntil: standsAt ?? jobsDoneUntil, owed: [...owed] });
      ran.push(await run(job, owed));
      if (progress !== undefined) progress.runsMade += 1;
    }
    return ran;
  }

  async function move(to: Date): Promise<Move> {
    const from = clock.now();
    if (to < from) return unmoved([], `the time only moves forward: it is ${formatInstant(from)} already`);
    following?.stop();
    following = undefined;
    const madeUp = await makeUp({ leavesAlone: to.getTime() !== from.getTime() });
    if (to.getTime() === from.getTime() && clock.state().standsAt !== undefined) {
      return unmoved(madeUp, "the time stands there already");
    }
    const limit = new Date(from.getTime() + scheduledDaysMax * millisecondsInDay);
    const isBeyond = to > limit;
    const asked = runsBetween(from, isBeyond ? limit : to);
    const runs = asked.length > runsPerMoveMax ? lastRunsOfEachDate(asked) : asked;
    progress = { to: formatInstant(to), runsMade: 0, runs: runs.length };
    const owed = new Set(clock.state().owed);
    const ran = [...madeUp, ...(await runAll(runs, owed))];
    // The next start catches up with the rest.
    if (isStopping) return unmoved(ran, "the local cloud is stopping");
    await clock.set({ standsAt: to, jobsDoneUntil: isBeyond ? limit : to, owed: [...owed] });
    if (isBeyond) ran.push(...(await makeUp({ leavesAlone: true })));
    return {
      ...answer(ran),
      moved: true,
      thinned: asked.length - runs.length,
      ...(isBeyond && { scheduledUntil: formatInstant(limit) }),
    };
  }

  function answer(ran: readonly Ran[]) {
    const failed = ran.filter(({ outcome }) => outcome.failed !== undefined);
    return {
      now: formatInstant(clock.now()),
      ran: ran.slice(-ranListedMax),
      ranTotal: ran.length,
      failed: failed.slice(-ranListedMax),
      failedTotal: failed.length,
      owed: clock.state().owed,
    };
  }

  function unmoved(ran: readonly Ran[], reason: string): Move {
    return { ...answer(ran), moved: false, reason, thinned: 0 };
  }

  /** @param leavesAlone Whether an owed job that has failed again pauses for a while. */
  async function makeUp({ leavesAlone }: { leavesAlone: boolean }): Promise<Ran[]> {
    const now = clock.now();
    const { jobsDoneUntil, ...state } = clock.state();
    const isAlone = (job: JobName) => now.getTime() < (failedAgainAt.get(job)?.getTime() ?? 0) + owedPauseMillis;
    const due = jobsDue(jobsDoneUntil, now, leavesAlone ? state.owed.filter((job) => !isAlone(job)) : state.owed);
    const owed = new Set(state.owed);
    const ran: Ran[] = [];
    for (const job of due) {
      // An incomplete catch-up starts again from its beginning.
      if (isStopping) return ran;
      ran.push(await run(job, owed));
    }
    if (due.length > 0 && !isStopping) await clock.set({ ...state, jobsDoneUntil: now, owed: [...owed] });
    return ran;
  }

  return {
    moveTo: (instant) =>
      enqueue(() =>
        move(instant).finally(() => {
          progress = undefined;
        }),
      ),
    catchUp: () => enqueue(() => makeUp({ leavesAlone: true })),
    follow() {
      following = followSchedule(() => void enqueue(() => makeUp({ leavesAlone: true })).catch(onFault));
    },
    progress: () => progress,
    async stop() {
      isStopping = true;
      following?.stop();
      await queue;
    },
  };
}
