import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { type Fault, faults, type Mishap } from "./faulty-worker.ts";

/** One mishap, and how many workers run the job at once while it happens. */
export type Trial = Mishap & { workers: number };

const workersMax = 3;

/** Every fault at every step, with one to three workers; where fewer are wanted, a sample of them. */
export function trialsOf(steps: number, wanted: number, seed: number): Trial[] {
  const all: Trial[] = [];
  for (let workers = 1; workers <= workersMax; workers++) {
    for (let step = 0; step < steps; step++) {
      all.push(...faults.map((fault: Fault) => ({ step, fault, workers })));
    }
  }
  return wanted >= all.length ? all : sample(all, wanted, seed);
}

function sample<T>(items: readonly T[], wanted: number, seed: number): T[] {
  const random = xoroshiro128plus(seed);
  const left = [...items];
  return Array.from({ length: wanted }, () => left.splice(uniformInt(random, 0, left.length - 1), 1)).flat();
}
