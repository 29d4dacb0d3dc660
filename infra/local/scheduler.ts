import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import type { JobName } from "../../shared/schedules.ts";
import type { LocalClock } from "./clock.ts";
import { followSchedule, jobsDue, lastRunsOfEachDate, runsBetween, type ScheduledRun } from "./schedule-runs.ts";

/** A run, made or failed: then its outcome says why. */
type Ran = { job: JobName; at: string; outcome: JobOutcome };

type Move = {
  now: string;
  moved: boolean;
  /** Why the time did not move, or not as far as asked. */
  reason?: string;
  /** The last `ranListedMax` runs, in the order they were made. */
  ran: Ran[];
  ranTotal: number;
  /** Those of all runs that failed on every try, the last `ranListedMax` of them. */
  failed: Ran[];
  failedTotal: number;
  /** The jobs whose last run failed: the next move makes them again before anything else, as `openScheduler` says. */
  owed: readonly JobName[];
  /** Scheduled runs left out of a long move, since a later run of the same job on the same date did their work. */
  thinned: number;
  /** After this instant of a very long move each job ran once, at its end. */
  scheduledUntil?: string;
};

/** How far a move that is under way has come. */
type Progress = { to: string; runsMade: number; runs: number };

/** @param isStopping Whether the job should end, cleanly, as soon as it can. */
export type RunJob = (job: JobName, isStopping: () => boolean) => Promise<JobOutcome>;

/** About six weeks; a longer move runs each job once a date. */
const runsPerMoveMax = 2_000;
const ranListedMax = 500;
/** More than a school year: beyond it nothing that people entered is left to remind of, to evaluate or to close. */
export const scheduledDaysMax = 400;
const dayMillis = 86_400_000;
/** An owed job that fails again is left alone for so long: each move would pay for a fault that only a person can mend. */
const owedPauseMillis = 3_600_000;
/** As often as Lambda tries: the first time, and two more. */
export const triesMax = 3;

export type Scheduler = {
  /** Moves the time forward and makes every run that falls between, each with the time standing at its instant. */
  moveTo(instant: Date): Promise<Move>;
  /** Makes up, at the present time, for the runs that should have been made and were not. */
  catchUp(): Promise<Ran[]>;
  /** Runs the jobs by the machine's time until the time is moved by hand or this is stopped. */
  follow(): void;
  /** Undefined when no move is under way. */
  progress(): Progress | undefined;
  /** Cuts a move short after the job that is running; resolves when none runs any more. */
  stop(): Promise<void>;
};

type SchedulerDeps = {
  clock: LocalClock;
  runJob: RunJob;
  /** Mends, before a run is tried again, what its failure may have left: waits for the engine, settles its mails. */
  recover: () => Promise<void>;
  /** Told of what makes it impossible to go on by the machine's time. */
  onFault: (fault: unknown) => void;
};

/**
 * Makes the runs that the schedule asks for. One that fails is tried again at once, as AWS does; one that fails on
 * every try is owed: the job runs again at the next move, the next instant of any schedule, or the next start, and when
 * it has failed again by then, once an hour. Until a run of it succeeds each is one try. So nothing waits for a job that
 * fails for good, and none is forgotten.
 */
export function openScheduler({ clock, runJob, recover, onFault }: SchedulerDeps): Scheduler {
  // Moves and runs wait for each other: two moves at once would make the time go back and forth.
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
      // What it could not mend shows in the next try.
      await recover().catch(() => undefined);
    }
  }

  /**
   * The instant is saved before its jobs run: a crash among them must not make the time go back. That they have run is
   * saved with the next instant: a crash before it has them run again.
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
    const limit = new Date(from.getTime() + scheduledDaysMax * dayMillis);
    const isBeyond = to > limit;
    const asked = runsBetween(from, isBeyond ? limit : to);
    const runs = asked.length > runsPerMoveMax ? lastRunsOfEachDate(asked) : asked;
    progress = { to: formatInstant(to), runsMade: 0, runs: runs.length };
    const owed = new Set(clock.state().owed);
    const ran = [...madeUp, ...(await runAll(runs, owed))];
    // What is left undone here, the next start catches up with.
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

  /** @param leavesAlone Whether an owed job that has failed again is left alone for a while. */
  async function makeUp({ leavesAlone }: { leavesAlone: boolean }): Promise<Ran[]> {
    const now = clock.now();
    const { jobsDoneUntil, ...state } = clock.state();
    const isAlone = (job: JobName) => now.getTime() < (failedAgainAt.get(job)?.getTime() ?? 0) + owedPauseMillis;
    const due = jobsDue(jobsDoneUntil, now, leavesAlone ? state.owed.filter((job) => !isAlone(job)) : state.owed);
    const owed = new Set(state.owed);
    const ran: Ran[] = [];
    for (const job of due) {
      // Half done, it is all to be done again.
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
