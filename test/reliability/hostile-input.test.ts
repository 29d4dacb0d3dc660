import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { chooseEngine, startEngine } from "../../infra/local/engine.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { counts, seed } from "../rig/counts.ts";
import { contractFaults } from "../rig/openapi-check.ts";
import { openMemoryWorld, openWorld, type World } from "../rig/world.ts";
import { type HostileRequest, hostileRequest, type Sent } from "./hostile-requests.ts";
import { beginning, type HostileWorld, openHostileWorld, settleHostileTown } from "./hostile-world.ts";

/** Simultaneous requests, so that each may see the half-finished work of another. */
const atOnce = 6;
/** After this many requests a new world begins, so that only real leaks grow. */
const requestsOfWorld = 1_250;
/** The instants at which worlds are attacked: a survey day open, late, closed, and the next one. */
const instants = [
  beginning,
  new Date("2023-02-17T08:31:00+01:00"),
  new Date("2023-02-18T00:20:00+01:00"),
  new Date("2023-02-21T10:00:00+01:00"),
];
const faultsShownMax = 5;
/** Between a quarter of the requests and all of them. */
const heapGrowthMax = 40_000_000;

setFlagsFromString("--expose-gc");
const collectGarbage = z.custom<() => void>((value) => typeof value === "function").parse(runInNewContext("gc"));

function heapAfterCollection(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The results so far. */
type Tally = { statuses: Map<number, number>; done: Map<RouteName, number>; faults: string[] };

function tallyOf(): Tally {
  return { statuses: new Map(), done: new Map(), faults: [] };
}

function told(sent: Sent): string {
  const body = sent.body.length > 600 ? `${sent.body.toString().slice(0, 600)}…` : sent.body.toString();
  return `${sent.method} ${sent.target} ${JSON.stringify(sent.headers)} ${body}`;
}

async function attack(world: HostileWorld, requests: readonly HostileRequest[], where: string, tally: Tally) {
  const add = <Key>(counted: Map<Key, number>, key: Key) => counted.set(key, (counted.get(key) ?? 0) + 1);
  for (let start = 0; start < requests.length; start += atOnce) {
    const batch = requests.slice(start, start + atOnce);
    await Promise.all(
      batch.map(async (request) => {
        for (const { name, sent, reply } of await world.send(request)) {
          add(tally.statuses, reply.statusCode);
          if (reply.statusCode < 300) add(tally.done, name);
          const faults = contractFaults(sent.method, sent.target, reply);
          if (faults.length > 0) tally.faults.push(`${where}, request ${start}: ${told(sent)}\n${faults.join("\n")}`);
        }
      }),
    );
    if (tally.faults.length >= faultsShownMax) break;
    // Tables in memory never wait. Without this pause the test runner believes that the process is dead.
    await setImmediate();
  }
}

/** A world after the other, each with requests of its own, and with a day of jobs after them. */
async function attackWorlds(count: number, copyOfTown: () => Promise<World>, tally: Tally): Promise<number> {
  const worlds = Math.ceil(count / requestsOfWorld);
  let heapAtQuarter = 0;
  for (let number = 0; number < worlds && tally.faults.length < faultsShownMax; number++) {
    const where = `seed ${seed}, world ${number}`;
    const now = instants[number % instants.length] ?? beginning;
    const world = openHostileWorld(await copyOfTown());
    await world.liveThrough(now);
    const requests = fc.sample(hostileRequest, { numRuns: requestsOfWorld, seed: seed + number });
    await attack(world, requests, where, tally);
    await world.liveThrough(new Date(now.getTime() + 2 * 86_400_000)).catch((fault: unknown) => {
      tally.faults.push(`${where}: a job failed afterwards: ${fault}`);
    });
    tally.faults.push(...world.errors.slice(0, 1).map((line) => `${where}: ${line}`));
    if (number === Math.floor(worlds / 4)) heapAtQuarter = heapAfterCollection();
  }
  return heapAfterCollection() - heapAtQuarter;
}

const { engine: onEngine, memory: inMemory } = counts.requests;

describe("hostile requests over all rows", () => {
  it.skipIf(onEngine === 0)(
    `${onEngine} of them get no 5xx and no answer off the contract, and leave no job unable to work (seed ${seed})`,
    async ({ task }) => {
      const engine = await startEngine({ kind: chooseEngine() });
      onTestFinished(() => engine.stop());
      const copyOfTown = async () => {
        const town = await openWorld({ engine });
        await settleHostileTown(town);
        return town;
      };
      const tally = tallyOf();
      const growth = await attackWorlds(onEngine, copyOfTown, tally);
      expect(tally.faults).toEqual([]);
      expect(growth).toBeLessThan(heapGrowthMax);
      task.meta.tried = { what: "requests", times: onEngine };
    },
  );

  it.skipIf(inMemory === 0)(`${inMemory} more, over tables in memory`, async ({ task }) => {
    const town = await openMemoryWorld();
    await settleHostileTown(town);
    const tally = tallyOf();
    const growth = await attackWorlds(inMemory, async () => town.copy(), tally);
    expect(tally.faults).toEqual([]);
    expect(growth).toBeLessThan(heapGrowthMax);
    // They get as far as being done, on every row, and are refused in many ways.
    expect([...tally.statuses.keys()]).toEqual(
      expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 406, 409, 412, 415, 422, 428]),
    );
    expect([...tally.done.keys()].toSorted()).toEqual(Object.keys(routes).toSorted());
    task.meta.tried = { what: "requests", times: inMemory };
  });
});
