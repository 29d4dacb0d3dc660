import { inject } from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** What a test has tried, and how often. `npm run assure` prints it. */
    tried?: { what: string; times: number };
  }
  interface ProvidedContext {
    /** Set by `npm run assure`. */
    assurance?: { seed: number };
    /** Set by `npm run mutate`: every test then runs hundreds of times, and none may start an engine. */
    mutation?: boolean;
  }
}

const assurance = inject("assurance");

/** The seed of every random choice in this run. */
export const seed = assurance?.seed ?? 20_230_216;

/** Whether tests may start an engine. The tests for mutations must not. */
export const startsEngines = inject("mutation") !== true;

const few = {
  everyRun: false,
  mishaps: 6,
  callStep: 7,
  sequences: 20,
  histories: 1,
  kills: 0,
  requests: { engine: 0, memory: 0 },
  propertyRuns: 25,
  floodedDays: 1,
};
const named = {
  everyRun: false,
  mishaps: 60,
  callStep: 1,
  sequences: 60,
  histories: 2,
  kills: 1,
  requests: { engine: 1_250, memory: 3_750 },
  propertyRuns: 100,
  floodedDays: 17,
};
const full = {
  everyRun: true,
  mishaps: Number.POSITIVE_INFINITY,
  callStep: 1,
  sequences: 100_000,
  histories: 200,
  kills: 20,
  requests: { engine: 20_000, memory: 980_000 },
  propertyRuns: 10_000,
  floodedDays: 75,
};

/**
 * How much the tests try in `npm test`, `npm run assure` and `npm run mutate`:
 * - `mishaps` in each test of the crash explorer, and with `everyRun` every later run of the schedule;
 * - a fault at each `callStep`th call of a single job;
 * - `propertyRuns` of each property without its own number;
 * - `floodedDays`, the survey days of a backtest that alerts everywhere.
 */
export const counts = assurance !== undefined ? full : startsEngines ? named : few;
