import { expect, test } from "vitest";
import { type MigrationStep, runMigrations } from "../../functions/flows/migrations/run-migrations.ts";
import type { JobTime } from "../../shared/runtime/job-chain.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { awaitedMigrations } from "../../shared/runtime/migration-gate.ts";
import type { Database, Item } from "../../shared/store/database.ts";
import { migrationStore } from "../../shared/store/migration-store.ts";
import { type Around, interceptDatabase } from "../rig/intercepted-database.ts";
import { onEachEngine } from "../store/on-each-engine.ts";

/** Splits a list in an item into items of their own, as a new release might. */
const split: MigrationStep = {
  name: "split",
  reads: "alerts",
  rule: (item) => {
    const { scope, ruleSequence, parts, version } = item;
    if (parts === undefined) return { copies: [] };
    if (!Array.isArray(parts)) throw new TypeError("parts is no list");
    return {
      copies: parts.map((part, position) => ({
        table: "alerts",
        item: { scope, ruleSequence: `x#${ruleSequence}#${position}`, part, sourceVersion: version },
        condition: {
          expression: "attribute_not_exists(#scope) OR #sourceVersion < :version",
          values: { version },
        },
      })),
      change: {
        expression: { expression: "SET #version = :next REMOVE #parts", values: { next: Number(version) + 1 } },
        condition: { expression: "#version = :version", values: { version } },
      },
    };
  },
};

const began = new Date("2026-03-03T10:00:00Z");
const quarterHourLater = new Date(began.getTime() + 15 * 60_000);
const silent = openLog(() => undefined);
const aMinuteLater = new Date(began.getTime() + 60_000);
const aDayLater = new Date(began.getTime() + 86_400_000);
const plenty: JobTime = { remainingMillis: () => 900_000 };
/** Enough for one page at a time. */
const scarce: JobTime = { remainingMillis: () => 19_999 };

/** Of one page. */
const pageItems = 25;
/** More than two pages of items, each with two parts. */
const itemsThere = 60;
const oldItem = (number: number): Item => ({
  scope: `site.${number}`,
  ruleSequence: "site#1",
  parts: [`${number}a`, `${number}b`],
  version: 3,
});

const withoutParts = ({ parts: _, ...item }: Item): Item => item;

async function fill(database: Database, items: readonly Item[]): Promise<void> {
  for (const item of items) await database.put("alerts", item, { expression: "attribute_not_exists(#scope)" });
}

const fillOld = (database: Database) =>
  fill(
    database,
    Array.from({ length: itemsThere }, (_, number) => oldItem(number)),
  );

async function everything(database: Database): Promise<Item[]> {
  const { items } = await database.scanPage("alerts", { pageItemsMax: 1_000 });
  const key = ({ scope, ruleSequence }: Item) => `${scope} ${ruleSequence}`;
  return [...items].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

/** The expected items without any failure. */
function migrated(): Item[] {
  const items = Array.from({ length: itemsThere }, (_, number) => [
    { scope: `site.${number}`, ruleSequence: "site#1", version: 4 },
    { scope: `site.${number}`, ruleSequence: "x#site#1#0", part: `${number}a`, sourceVersion: 3 },
    { scope: `site.${number}`, ruleSequence: "x#site#1#1", part: `${number}b`, sourceVersion: 3 },
  ]).flat();
  return items.sort((one, other) =>
    `${one.scope} ${one.ruleSequence}` < `${other.scope} ${other.ruleSequence}` ? -1 : 1,
  );
}

const run = (database: Database, { now = began, time = plenty, steps = [split], log = silent } = {}) =>
  runMigrations(steps, time, { migrations: migrationStore(database), now: () => now, log });

class Killed extends Error {}

onEachEngine("a migration", (world) => {
  test("goes through the whole table, and a second run finds nothing to do", async () => {
    await fillOld(world.database);
    expect(await run(world.database)).toMatchObject({ written: 3 * itemsThere, damaged: 0, left: 0 });
    expect(await everything(world.database)).toEqual(migrated());
    expect(await run(world.database)).toMatchObject({ items: 0, written: 0, left: 0 });
  });

  test("ends near its time limit, and the next runs go on where it stopped", async () => {
    await fillOld(world.database);
    const outcomes = [];
    for (let left: unknown = 1; left !== 0 && outcomes.length < 20; left = outcomes.at(-1)?.left) {
      outcomes.push(await run(world.database, { time: scarce }));
    }
    expect(outcomes.length).toBeGreaterThan(2);
    expect(outcomes.reduce((sum, { written }) => sum + Number(written), 0)).toBe(3 * itemsThere);
    expect(await everything(world.database)).toEqual(migrated());
  });

  test("killed at any call, before its effect or after it, is completed by the next run", async () => {
    let calls = 0;
    const counted: Around = (_, effect) => {
      calls++;
      return effect();
    };
    await fill(world.database, [oldItem(0), oldItem(1)]);
    await run(interceptDatabase(world.database, counted));
    const undisturbed = await everything(world.database);
    expect(calls).toBeGreaterThan(8);

    for (let at = 1; at <= calls; at++) {
      for (const hasEffect of [false, true]) {
        await clear(world.database);
        await fill(world.database, [oldItem(0), oldItem(1)]);
        let call = 0;
        const killing: Around = async (_, effect) => {
          call++;
          if (call > at) throw new Killed();
          if (call < at) return effect();
          if (hasEffect) await effect();
          throw new Killed();
        };
        await expect(run(interceptDatabase(world.database, killing)), `call ${at}`).rejects.toThrow(Killed);
        await run(world.database);
        expect(await everything(world.database), `call ${at}, ${hasEffect}`).toEqual(undisturbed);
      }
    }
  });

  test("run twice at once does it once", async () => {
    await fillOld(world.database);
    const both = await Promise.all([run(world.database), run(world.database)]);
    expect(both.map(({ left }) => left)).toEqual([0, 0]);
    expect(await everything(world.database)).toEqual(migrated());
  });

  test("does not undo a write in between: the item is migrated again", async () => {
    await fill(world.database, [oldItem(0)]);
    let written = false;
    const interrupted: Around = async ({ operation, on }, effect) => {
      if (operation === "update" && on === "alerts" && !written) {
        written = true;
        await world.database.put(
          "alerts",
          { ...oldItem(0), parts: ["0a corrected", "0b", "0c"], version: 4 },
          { expression: "attribute_exists(#scope)" },
        );
      }
      return effect();
    };
    await run(interceptDatabase(world.database, interrupted));
    const items = await everything(world.database);
    expect(items.map(({ part, version }) => part ?? version)).toEqual([5, "0a corrected", "0b", "0c"]);
  });

  test("leaves alone what it cannot read, says what and how much that is, and goes on", async () => {
    const damaged = { ...oldItem(1), parts: "no list" };
    await fill(world.database, [oldItem(0), damaged, oldItem(2)]);
    const lines: string[] = [];
    const log = openLog((line) => void lines.push(line));
    expect(await run(world.database, { log })).toMatchObject({ damaged: 1, left: 0, written: 6 });
    expect(lines).toEqual([expect.stringContaining("parts is no list")]);
    expect(await everything(world.database)).toContainEqual(damaged);
  });

  test("looks once more when no call of the release before can still write, and not before", async () => {
    await fill(world.database, [oldItem(0)]);
    expect(await run(world.database)).toMatchObject({ left: 0, settlesAt: quarterHourLater.toISOString() });
    await fill(world.database, [oldItem(1)]);
    const justBefore = new Date(quarterHourLater.getTime() - 1);
    expect(await run(world.database, { now: justBefore })).toMatchObject({ items: 0, left: 0 });
    const last = await run(world.database, { now: quarterHourLater });
    expect(last).toMatchObject({ written: 3, left: 0 });
    expect(last).not.toHaveProperty("settlesAt");
    await fill(world.database, [oldItem(2)]);
    expect(await run(world.database, { now: aDayLater })).toMatchObject({ items: 0, left: 0 });
  });

  test("looks once more also where its last page was empty", async () => {
    await fill(world.database, Array.from({ length: pageItems }, (_, number) => oldItem(number)).map(withoutParts));
    expect(await run(world.database)).toMatchObject({
      items: pageItems,
      left: 0,
      settlesAt: quarterHourLater.toISOString(),
    });
  });

  test("is followed by the next one, and they settle when the one that began last does", async () => {
    await fill(world.database, [oldItem(0)]);
    const next = { ...split, name: "next" };
    const last = { ...split, name: "last" };
    await run(world.database, { steps: [next], now: aMinuteLater });
    expect(await run(world.database, { steps: [split, next, last] })).toEqual({
      // Two of them go through an item and its two parts each.
      items: 3 + 3,
      written: 0,
      damaged: 0,
      left: 0,
      settlesAt: new Date(quarterHourLater.getTime() + 60_000).toISOString(),
    });
  });

  test("is followed by none in a run that has no time left", async () => {
    await fillOld(world.database);
    const next = { ...split, name: "next" };
    expect(await run(world.database, { steps: [split, next], time: scarce })).toMatchObject({
      items: pageItems,
      left: 2,
    });
  });

  test("looks then at the whole table, also where a run that was overtaken notes late how far it came", async () => {
    await fillOld(world.database);
    const store = migrationStore(world.database);
    const overtaken = await store.begin("split", began);
    await run(world.database);
    await store.reach("split", overtaken, { scope: "site.31", ruleSequence: "site#1" });
    expect(await run(world.database, { now: quarterHourLater })).toMatchObject({ items: 3 * itemsThere, written: 0 });
  });

  test("of an empty table takes one page, and there is nothing to look for later", async () => {
    expect(await run(world.database)).toEqual({ items: 0, written: 0, damaged: 0, left: 0 });
  });

  test("that was forgotten reads the whole table again", async () => {
    await run(world.database);
    await migrationStore(world.database).forget("split");
    await fill(world.database, [oldItem(0)]);
    expect(await run(world.database)).toMatchObject({ written: 3, left: 0 });
  });

  test("is waited for by whom it concerns, and not asked for again once it is through", async () => {
    const rows = { split: { reads: "alerts", does: "", withholds: ["alerts"] } } as const;
    const awaited = awaitedMigrations(migrationStore(world.database), rows);
    world.spent();
    expect(await awaited({ absenceReports: "read-write", settings: "read" }, "offices")).toEqual([]);
    expect(await awaited({ settings: "read-write", alerts: "scan-write" }, "offices")).toEqual([]);
    expect(world.spent().calls).toBe(0);
    expect(await awaited({ alerts: "read" }, "offices")).toEqual(["split"]);
    expect(world.spent().calls).toBe(1);
    await fill(world.database, [oldItem(0)]);
    await migrationStore(world.database).begin("split", began);
    expect(await awaited({ alerts: "read-write" }, "offices")).toEqual(["split"]);
    await run(world.database);
    world.spent();
    expect(await awaited({ alerts: "read" }, "offices")).toEqual([]);
    expect(await awaited({ alerts: "read" }, "offices")).toEqual([]);
    expect(world.spent().calls).toBe(1);
  });

  test("that spares schools holds up offices and jobs alone", async () => {
    const rows = { split: { reads: "alerts", does: "", withholds: ["settings"], sparesSchools: true } } as const;
    const awaited = awaitedMigrations(migrationStore(world.database), rows);
    expect(await awaited({ settings: "read" }, "schools")).toEqual([]);
    expect(await awaited({ settings: "read" }, "offices")).toEqual(["split"]);
    expect(await awaited({ settings: "read-write" }, "jobs")).toEqual(["split"]);
  });

  async function clear(database: Database): Promise<void> {
    for (const { scope, ruleSequence } of await everything(database)) {
      const key = { scope: String(scope), ruleSequence: String(ruleSequence) };
      await database.remove("alerts", key, { expression: "attribute_exists(#scope)" });
    }
    await migrationStore(database).forget("split");
  }
});
