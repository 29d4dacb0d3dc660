import * as z from "zod";
import type { Clock } from "../../shared/runtime/clock.ts";
import { type JobName, schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { readSaved } from "./read-saved.ts";
import { replaceFile } from "./replace-file.ts";

/** Beyond them neither dates nor school years are taken anywhere. */
const centuryPattern = /^20\d\d-/;

/** An instant at which the time of a local cloud can stand, as people and files write it. */
export const localInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((instant) => !Number.isNaN(instant.getTime()) && centuryPattern.test(instant.toISOString()));

/** What `localInstant` takes, in words. */
export const localInstantWords =
  "an instant with its offset, as in 2023-02-16T09:00:00+01:00, of the years 2000 to 2099";

const jobNames = tableEntries<JobName, unknown>(schedules).map(([name]) => name);

const clockState = z.object({
  /** The instant at which the time stands still; absent: it is the machine's time. */
  standsAt: localInstant.optional(),
  /** Every scheduled run up to and including this instant has been made, but for those owed. By the machine's time it
   * may be any instant. */
  jobsDoneUntil: z.iso.datetime().transform((text) => new Date(text)),
  /** The jobs whose last run failed. A file from elsewhere may name jobs that there are not. */
  owed: z
    .array(z.string())
    .transform((names) => jobNames.filter((name) => names.includes(name)))
    .default([]),
});
export type ClockState = Readonly<z.output<typeof clockState>>;

/** The time of the local cloud: the machine's, or one that stands still until it is moved. */
export type LocalClock = {
  now: Clock;
  state: () => ClockState;
  /** Once this returns, a restart goes on from the new state. */
  set: (state: ClockState) => Promise<void>;
};

/**
 * The saved time of a data folder; undefined when it has none yet.
 *
 * @throws LocalCloudError when the file is damaged or not to be read
 */
export function readClockState(path: string): Promise<ClockState | undefined> {
  return readSaved(path, clockState);
}

/** @param path Where the state is saved. */
export function openLocalClock(path: string, initial: ClockState, machine: Clock): LocalClock {
  let state = initial;
  return {
    now: () => state.standsAt ?? machine(),
    state: () => state,
    async set(next) {
      await replaceFile(path, `${JSON.stringify(next)}\n`);
      state = next;
    },
  };
}
