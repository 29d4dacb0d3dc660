import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { Clock } from "../../shared/runtime/clock.ts";
import { replaceFile } from "./replace-file.ts";

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const clockState = z.object({
  /** The instant at which the time stands still; absent: it is the machine's time. */
  standsAt: instant.optional(),
  /** Every scheduled run up to and including this instant has been made. */
  jobsDoneUntil: instant,
});
export type ClockState = Readonly<z.output<typeof clockState>>;

/** The time of the local cloud: the machine's, or one that stands still until it is moved. */
export type LocalClock = {
  now: Clock;
  state: () => ClockState;
  /** Once this returns, a restart goes on from the new state. */
  set: (state: ClockState) => Promise<void>;
};

/** The saved time of a data folder; undefined when it has none yet. @throws Error when the file is damaged. */
export async function readClockState(path: string): Promise<ClockState | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (fault) {
    if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return undefined;
    throw fault;
  }
  return clockState.parse(JSON.parse(text));
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
