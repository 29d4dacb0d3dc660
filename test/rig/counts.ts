import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Set by `npm run assure`. */
    assurance?: { seed: number };
  }
}

const assurance = inject("assurance");

/** Where every random choice of this run begins. */
export const seed = assurance?.seed ?? 20_230_216;

/**
 * How much is tried, in `npm test` and by `npm run assure`: mishaps in each test of the crash explorer, runs of each
 * property that states no number of its own.
 */
export const counts =
  assurance === undefined
    ? { mishaps: 12, sequences: 60, histories: 2, kills: 1, requests: 1_200, propertyRuns: 100 }
    : {
        mishaps: Number.POSITIVE_INFINITY,
        sequences: 100_000,
        histories: 200,
        kills: 20,
        requests: 1_000_000,
        propertyRuns: 10_000,
      };
