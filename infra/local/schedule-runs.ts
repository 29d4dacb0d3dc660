import { Cron } from "croner";
import { localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { type JobName, type Schedule, schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";

/** One run of a job, as scheduled. */
export type ScheduledRun = { job: JobName; at: Date };

const rows = tableEntries<JobName, Schedule>(schedules);

/** These crons only compute instants; they start nothing. */
const timetable = rows.map(([job, { crons, zone }]) => ({
  job,
  crons: crons.map((pattern) => new Cron(pattern, { timezone: zone, paused: true })),
}));

/**
 * The scheduled runs after the first instant, up to and including the second. They are in order of time and, at the
 * same instant, in the order of the schedule table.
 */
export function runsBetween(after: Date, upTo: Date): ScheduledRun[] {
  const runs: ScheduledRun[] = [];
  for (const { job, crons } of timetable) {
    for (const cron of crons) {
      for (const at of cron.enumerate(after)) {
        if (at > upTo) break;
        runs.push({ job, at });
      }
    }
  }
  // The sort is stable, so equal instants keep the order of the table.
  return runs.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/**
 * The jobs with at least one scheduled run after the first instant, up to and including the second, and the owed jobs.
 * They are in the order of the schedule table.
 */
export function jobsDue(after: Date, upTo: Date, owed: readonly JobName[]): JobName[] {
  const isDue = (cron: Cron) => {
    const next = cron.nextRun(after);
    return next !== null && next <= upTo;
  };
  return timetable.filter(({ job, crons }) => owed.includes(job) || crons.some(isDue)).map(({ job }) => job);
}

/** Only the last run of each job on each date: it also does the work of the earlier runs of that date. */
export function lastRunsOfEachDate(runs: readonly ScheduledRun[]): ScheduledRun[] {
  const last = new Map(runs.map((run) => [`${run.job} ${localDateAt(run.at)}`, run]));
  return runs.filter((run) => last.get(`${run.job} ${localDateAt(run.at)}`) === run);
}

/** Calls back at each instant of the schedule, by the machine's time. */
export function followSchedule(onDue: () => void): { stop: () => void } {
  const crons = rows.flatMap(([, { crons: patterns, zone }]) =>
    patterns.map((pattern) => new Cron(pattern, { timezone: zone, unref: true }, onDue)),
  );
  return {
    stop() {
      for (const cron of crons) cron.stop();
    },
  };
}
