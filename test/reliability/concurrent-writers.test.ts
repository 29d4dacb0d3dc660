import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { openDatabase } from "../../shared/store/database.ts";
import { counts, seed } from "../rig/counts.ts";
import { sampleSiteCode } from "../rig/sample-schools.ts";
import { type Operation, violationsIn } from "./report-history.ts";
import { memoryRegisters, type Registers, seededBugs, storedRegisters } from "./report-registers.ts";

const clients = 50;
const keys = Array.from({ length: 20 }, (_, number) => sampleSiteCode(number));
const operationsPerClient = 20;
/** Half of the operations write. */
const writeEvery = 2;

/** Clients that read, and write over what they have seen last, all at once; at the end every key is read once more. */
async function historyOf(registers: Registers, randomSeed: number): Promise<Operation[]> {
  const history: Operation[] = [];
  let place = 0;
  let content = 0;

  async function client(number: number): Promise<void> {
    const random = xoroshiro128plus(randomSeed * clients + number);
    const lastSeen = new Map<string, number>();
    for (let turn = 0; turn < operationsPerClient; turn++) {
      const key = keys[uniformInt(random, 0, keys.length - 1)] ?? "";
      if (uniformInt(random, 1, writeEvery) === 1) await write(number, key, lastSeen);
      else await read(number, key, lastSeen);
    }
  }
  async function read(number: number, key: string, lastSeen: Map<string, number>): Promise<void> {
    const calledAt = place++;
    const saw = await registers.read(key);
    history.push({ client: number, key, calledAt, answeredAt: place++, kind: "read", saw });
    lastSeen.set(key, saw?.version ?? 0);
  }
  async function write(number: number, key: string, lastSeen: Map<string, number>): Promise<void> {
    const over = lastSeen.get(key) ?? 0;
    const calledAt = place++;
    const mine = ++content;
    const answer = await registers.write(key, mine, over);
    history.push({ client: number, key, calledAt, answeredAt: place++, kind: "write", content: mine, over, answer });
    if (answer.kind === "written") lastSeen.set(key, answer.version);
    if (answer.kind === "refused") lastSeen.set(key, answer.saw?.version ?? 0);
  }

  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  for (const key of keys) await read(0, key, new Map());
  return history;
}

describe("the checker of histories", () => {
  test("finds nothing in those of a store that is right", async () => {
    expect(violationsIn(await historyOf(memoryRegisters(xoroshiro128plus(seed)), seed))).toEqual([]);
  });

  test.each(seededBugs)("finds a store that %s", async (bug) => {
    expect(violationsIn(await historyOf(memoryRegisters(xoroshiro128plus(seed), bug), seed))).not.toEqual([]);
  });
});

describe("the store of reports", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine({ kind: chooseEngine() });
  });
  afterAll(() => engine.stop());

  test(`shows ${clients} writers on ${keys.length} keys one history, ${counts.histories} times (seed ${seed})`, async ({
    task,
  }) => {
    task.meta.tried = { what: "histories", times: counts.histories };
    for (let time = 0; time < counts.histories; time++) {
      const options = { endpoint: engine.endpoint, region: "eu-south-1", tablePrefix: `history${time}-` };
      await createTables(options);
      const database = openDatabase({ ...options, requestTimeoutMillis: 30_000 });
      const history = await historyOf(storedRegisters(database, xoroshiro128plus(seed + time)), seed + time);
      database.close();
      expect(history.filter(({ kind }) => kind === "write").length).toBeGreaterThan(keys.length);
      expect(violationsIn(history)).toEqual([]);
    }
  });
});
