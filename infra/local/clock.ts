import * as z from "zod";
import type { Clock } from "../../shared/runtime/clock.ts";
import { type JobName, schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { readSaved } from "./read-saved.ts";
import { replaceFile } from "./replace-file.ts";

/** Outside this century no dates or school years are accepted. */
const centuryPattern = /^20\d\d-/;

/** An instant for the time of a local cloud, in the form that people and files write. */
export const localInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((instant) => !Number.isNaN(instant.getTime()) && centuryPattern.test(instant.toISOString()));

/** The values that `localInstant` accepts, in words. */
export const localInstantWords =
  "an instant with its offset, as in 2023-02-16T09:00:00+01:00, of the years 2000 to 2099";

const jobNames = tableEntries<JobName, unknown>(schedules).map(([name]) => name);

const clockState = z.object({
  /** The instant at which the time stands still. Absent: the machine's time applies. */
  standsAt: localInstant.optional(),
  /**
   * Every scheduled run up to and including this instant is done, except the owed ones. It may be any instant when the
   * machine's time applies.
   */
  jobsDoneUntil: z.iso.datetime().transform((text) => new Date(text)),
  /** The jobs whose last run failed. A file from another release may name jobs that do not exist. */
  owed: z
    .array(z.string())
    .transform((names) => jobNames.filter((name) => names.includes(name)))
    .default([]),
});
export type ClockState = Readonly<z.output<typeof clockState>>;

/** The time of the local cloud: the machine's time, or a time that stands still until somebody moves it. */
export type LocalClock = {
  now: Clock;
  state: () => ClockState;
  /** When this has returned, a restart continues from the new state. */
  set: (state: ClockState) => Promise<void>;
};

/**
 * The saved time of a data folder; undefined when it has none yet.
 *
 * @throws LocalCloudError when the file is damaged or cannot be read
 */
export function readClockState(path: string): Promise<ClockState | undefined> {
  return readSaved(path, clockState);
}

/** @param path The file for the state. */
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
