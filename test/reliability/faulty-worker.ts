import { setImmediate as turn } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import type { Mailer } from "../../shared/mail/mailer.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { Job, JobOutcome } from "../../shared/runtime/job-chain.ts";
import { type Around, depsOver, interceptDatabase, type PortCall } from "../rig/intercepted-database.ts";
import type { World } from "../rig/world.ts";

export const faults = [
  "fails before",
  "answer lost",
  "answer lost, asked again",
  "crashes before",
  "crashes after",
] as const;
export type Fault = (typeof faults)[number];

/** The fault, and the number of its step: counted from 0 over all calls that leave the worker. */
export type Mishap = { step: number; fault: Fault };

class Unavailable extends Error {
  /** Whether the call had its effect all the same. */
  readonly hadEffect: boolean;
  constructor(hadEffect: boolean) {
    super("unavailable");
    this.hadEffect = hadEffect;
  }
}

class Crashed extends Error {}

export type Worker = {
  /** Ends with the job, also when it fails or crashes; then there is no outcome. */
  run: (job: Job) => Promise<JobOutcome | undefined>;
  /** The calls that it has made, in order. */
  calls: readonly PortCall[];
};

export type WorkerOptions = {
  mishap?: Mishap;
  /** Makes simultaneous workers take turns in a different order each time. */
  random?: RandomGenerator;
  /** Changes the dependencies of the worker, as a mistake in the code would. */
  change?: (deps: Deps) => Partial<Deps>;
  /** Called before each step. */
  before?: (step: number, call: PortCall) => Promise<void>;
};

/** Plenty for a job in a test. */
const jobMillis = 900_000;
const idleTurnsMax = 3;

/** A process that runs a job, in which one call may fail. After a crash, no call of it has an effect. */
export function startWorker(
  world: Pick<World, "deps" | "database" | "post">,
  { mishap, random, change, before }: WorkerOptions = {},
): Worker {
  const calls: PortCall[] = [];
  let crashed = false;
  let wentWrong = false;

  function crash(): never {
    crashed = true;
    throw new Crashed("crashed");
  }

  const around: Around = async (call, effect) => {
    if (random !== undefined) for (let idle = uniformInt(random, 0, idleTurnsMax); idle > 0; idle--) await turn();
    if (crashed) throw new Crashed("crashed");
    const step = calls.length;
    calls.push(call);
    await before?.(step, call);
    if (mishap === undefined || mishap.step !== step) return effect();
    wentWrong = true;
    switch (mishap.fault) {
      case "fails before":
        throw new Unavailable(false);
      case "answer lost":
        await effect();
        throw new Unavailable(true);
      case "answer lost, asked again":
        await effect();
        // One send is one request: SES cannot be asked again.
        if (call.on === "ses") throw new Unavailable(true);
        return effect();
      case "crashes before":
        return crash();
      case "crashes after":
        await effect();
        return crash();
    }
  };

  const mailer: Mailer = {
    async send(mail) {
      try {
        await around({ operation: "send", on: "ses" }, () => world.post(mail));
        return { kind: "accepted", messageId: "m" };
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        return error.hadEffect
          ? { kind: "unknown", detail: "no answer" }
          : { kind: "refused", reason: "unreachable", detail: "no connection" };
      }
    },
  };
  const deps = { ...depsOver(interceptDatabase(world.database, around), world.deps), mailer };
  const changed = { ...deps, ...change?.(deps) };

  return {
    calls,
    async run(job) {
      try {
        return await job(changed, { remainingMillis: () => jobMillis });
      } catch (error) {
        // A job may report a failure in its own words.
        if (!wentWrong) throw error;
        return undefined;
      }
    },
  };
}
