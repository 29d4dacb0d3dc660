import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, type EngineKind, startEngine } from "../../infra/local/engine.ts";
import { type Database, type Meter, openDatabase } from "../../shared/store/database.ts";
import type { TableId } from "../../shared/tables.ts";
import { startsEngines } from "../rig/counts.ts";
import { openMemoryDatabase } from "../rig/memory-database.ts";

/** What a test has at hand: tables of its own on the engine, and what its calls consumed. */
export type World = {
  readonly kind: EngineKind | "memory";
  readonly database: Database;
  /** Capacity units of all calls since the last time this was asked. */
  spent(): { readUnits: number; writeUnits: number; calls: number };
};

const region = "eu-south-1";

/** The engines that run here: dynalite everywhere, Dynoxide where its package is installed. */
export const engineKinds: readonly EngineKind[] = startsEngines
  ? chooseEngine() === "dynoxide"
    ? ["dynoxide", "dynalite"]
    : ["dynalite"]
  : [];

/** Runs the same suite on each engine, and on the tables in memory of other tests; each test starts with empty tables. */
export function onEachEngine(title: string, suite: (world: World) => void): void {
  describe.each([...engineKinds, "memory"] as const)(`${title}, on %s`, (kind) => {
    let engine: Engine | undefined;
    let database: Database | undefined;
    let testsRun = 0;
    let calls: { table: TableId; readUnits: number; writeUnits: number }[] = [];
    const meter: Meter = (_, table, readUnits, writeUnits) => calls.push({ table, readUnits, writeUnits });

    beforeAll(async () => {
      if (kind !== "memory") engine = await startEngine({ kind });
    });
    beforeEach(async () => {
      testsRun++;
      calls = [];
      if (engine === undefined) {
        database = openMemoryDatabase({ meter });
        return;
      }
      const place = { endpoint: engine.endpoint, region, tablePrefix: `test${testsRun}-` };
      await createTables(place);
      database = openDatabase({ ...place, requestTimeoutMillis: 10_000, meter });
    });
    afterEach(() => database?.close());
    afterAll(() => engine?.stop());

    suite({
      kind,
      get database() {
        if (database === undefined) throw new Error("only a test has a database");
        return database;
      },
      spent() {
        const spent = {
          readUnits: calls.reduce((sum, call) => sum + call.readUnits, 0),
          writeUnits: calls.reduce((sum, call) => sum + call.writeUnits, 0),
          calls: calls.length,
        };
        calls = [];
        return spent;
      },
    });
  });
}

/** All pages of a stream as one list. */
export async function gathered<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** A site code that exists as little as its neighbours: ascending with `number`, up to 99,999. */
export function siteCodeOf(number: number): string {
  const digits = String(number).padStart(5, "0");
  return `ZZEE${digits.slice(0, 3)}${digits.slice(3)}A`;
}
