import * as z from "zod";

const failure = z.object({ errorMessage: z.string() });
const outcome = z.object({
  items: z.int(),
  written: z.int(),
  damaged: z.int(),
  left: z.int(),
  settlesAt: z.iso.datetime().exactOptional(),
});

/** The means by which this command reaches a stage. */
export type StagePorts = {
  /** Calls the function `migrate` and waits for its answer, which may be a failure. */
  invoke: () => Promise<unknown>;
  say: (line: string) => void;
  now: () => Date;
  pause: (millis: number) => Promise<void>;
};

/** Each call takes at most fifteen minutes, the limit of a function. So the wait ends after about a day. */
const callsMax = 100;

/**
 * Calls `migrate` until all migrations are complete. It calls once more when no call of the previous release can still
 * write. After an interruption, the next deployment continues.
 *
 * @throws Error when the function fails
 */
export async function migrateStage({ invoke, say, now, pause }: StagePorts): Promise<void> {
  for (let call = 0; call < callsMax; call++) {
    const answer = await invoke();
    const failed = failure.safeParse(answer).data;
    if (failed !== undefined) throw new Error(failed.errorMessage);
    const { items, written, damaged, left, settlesAt } = outcome.parse(answer);
    if (items > 0) say(`Migration: ${items} items seen, ${written} changes made, ${left} migrations left.`);
    if (damaged > 0) say(`${damaged} items cannot be read and stay as they are: the log of the function names them.`);
    if (left > 0) continue;
    if (settlesAt === undefined) return;
    say(`Everything serves. At ${settlesAt} what late calls of the release before have written is migrated too.`);
    await pause(Math.max(0, new Date(settlesAt).getTime() - now().getTime()));
  }
  throw new Error(`the migrations are not through after ${callsMax} calls`);
}
