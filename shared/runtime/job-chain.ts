import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { type JobName, schedules } from "../schedules.ts";
import type { JobDeps } from "./deps.ts";

/** The results of a job: counts by name. */
export type JobOutcome = Record<string, number | string | boolean>;

/** Adds up the counts of a job's parts, by name. */
export function sumOfCounts(parts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of parts.flatMap((part) => Object.entries(part))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}

/** The time left before the function is stopped. */
export type JobTime = { remainingMillis: () => number };

export type Job<Name extends JobName = JobName> = (deps: JobDeps<Name>, time: JobTime) => Promise<JobOutcome>;

/** A job with less time than this ends cleanly. The next call continues there. */
export const enoughMillis = 20_000;

export function hasTime({ remainingMillis }: JobTime): boolean {
  return remainingMillis() >= enoughMillis;
}

/** Runs the job, unless its data still has the shape of an earlier release. Then a later run does the work. */
export async function runJob<Name extends JobName>(
  name: Name,
  job: Job<Name>,
  deps: JobDeps<Name>,
  time: JobTime,
): Promise<JobOutcome> {
  const awaited = await deps.awaitedMigrations(schedules[name].tables, "jobs");
  return awaited.length > 0 ? { waitsForMigrations: awaited.join(", ") } : job(deps, time);
}

/**
 * One Lambda function for a row of the job table. It runs the job and logs the result. A failure makes the function
 * fail.
 */
export function jobFunction<Name extends JobName>(name: Name, job: Job<Name>, deps: JobDeps<Name>) {
  return middy<unknown, JobOutcome, Error, Context>()
    .use({
      after: ({ response }) => deps.log.info("job done", { job: name, ...response }),
      onError: ({ error }) => deps.log.error("job failed", error, { job: name }),
    })
    .handler(async (_event, context) =>
      runJob(name, job, deps, { remainingMillis: () => context.getRemainingTimeInMillis() }),
    );
}
