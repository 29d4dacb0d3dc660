import { StoreBusy } from "./store-busy.ts";

/** How often a write is worked out anew because somebody else wrote in between. */
const attemptsMax = 10;

/**
 * Works out a write and writes it, anew whenever somebody else wrote in between.
 *
 * @param what is written, as the error names it
 * @param attempt reads what it needs itself, or keeps what the last refusal told
 * @throws StoreBusy where somebody else was quicker at every attempt
 */
export async function retryOnConflict<Written>(
  what: string,
  attempt: () => Promise<Written | "conflict">,
): Promise<Written> {
  for (let attempts = 0; attempts < attemptsMax; attempts++) {
    const outcome = await attempt();
    if (outcome !== "conflict") return outcome;
  }
  throw new StoreBusy(`${what} changed ${attemptsMax} times while it was written`);
}
