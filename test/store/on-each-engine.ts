import { afterAll, afterEach, beforeAll, beforeEach, describe } from "vitest";
import { chooseEngine, type Engine, type EngineKind, startEngine } from "../../infra/local/engine.ts";
import { startsEngines } from "../rig/counts.ts";
import { openMemoryTables, openTables, type Tables } from "../rig/tables.ts";

/** What a test has at hand: tables of its own on the engine, and what its calls consumed. */
type TablesAtHand = Readonly<Pick<Tables, "kind" | "database" | "spent">>;

/** The engines that run here: dynalite everywhere, Dynoxide where its package is installed. */
export const engineKinds: readonly EngineKind[] = startsEngines
  ? chooseEngine() === "dynoxide"
    ? ["dynoxide", "dynalite"]
    : ["dynalite"]
  : [];

/**
 * Runs the same suite on each engine, and on the tables in memory of other tests. Each test starts with empty tables.
 */
export function onEachEngine(title: string, suite: (world: TablesAtHand) => void): void {
  describe.each([...engineKinds, "memory"] as const)(`${title}, on %s`, (kind) => {
    let engine: Engine | undefined;
    let tables: Tables | undefined;
    const atHand = () => {
      if (tables === undefined) throw new Error("only a test has tables");
      return tables;
    };

    beforeAll(async () => {
      if (kind !== "memory") engine = await startEngine({ kind });
    });
    beforeEach(async () => {
      tables = engine === undefined ? openMemoryTables() : await openTables(engine);
    });
    afterEach(() => tables?.database.close());
    afterAll(() => engine?.stop());

    suite({
      kind,
      get database() {
        return atHand().database;
      },
      spent: () => atHand().spent(),
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
