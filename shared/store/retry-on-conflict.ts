import { StoreBusy } from "./store-busy.ts";

/** How many times a write is tried when other writers come in between. */
const attemptsMax = 10;

/**
 * Computes a write and writes it. It repeats both when another writer came in between.
 *
 * @param what the written thing, for the error
 * @param attempt reads what it needs itself, or uses the item from the last refusal
 * @throws StoreBusy when another writer was faster at every attempt
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
