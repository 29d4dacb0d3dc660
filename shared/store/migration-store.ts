import * as z from "zod";
import type { TableId } from "../tables.ts";
import { type Database, type Item, type Key, keyOf, type ScannedPage } from "./database.ts";
import type { MigratedItem } from "./item-migration.ts";
import { itemParser } from "./parse-item.ts";
import { storedInstant } from "./stored-fields.ts";

/** How far a migration has come. */
export type MigrationProgress = {
  /** When its first run began. */
  beganAt: Date;
  /** How often the whole table has been gone through. */
  passes: number;
  /** In the pass under way: the key of the last item that is done. */
  startAfter?: Key;
};

export type MigrationStore = {
  /** Of the named migrations, those that have gone through their table. */
  through(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** How far it has come; it begins at that instant where no run has begun it. */
  begin(name: string, now: Date): Promise<MigrationProgress>;
  /** The next items of the table, behind those that are done. */
  page(table: TableId, progress: MigrationProgress): Promise<ScannedPage>;
  /**
   * Writes what becomes of an item: copies first, so that after a crash in between it is still one to migrate.
   * `changed` is how the item stands where somebody else has changed it meanwhile.
   */
  write(table: TableId, item: Item, becomes: MigratedItem): Promise<{ written: number; changed?: Item }>;
  /** Everything up to the key is done. Nothing is noted where another run has ended the pass. */
  reach(name: string, progress: MigrationProgress, last: Key): Promise<void>;
  /** The whole table is done, for the time given as `passes`. */
  endPass(name: string, progress: MigrationProgress, passes: number): Promise<void>;
  /** Its table is gone through anew: items of an earlier release are about to come back. */
  forget(name: string): Promise<void>;
};

/** Under this name they lie among the settings, each with its own name as the version. */
const settingName = "migration";
/** Few, so that a run near its time limit has soon finished its page. */
const pageItemsMax = 25;

const progressItem = z
  .object({
    version: z.string(),
    beganAt: storedInstant,
    passes: z.int().min(0),
    startAfter: z.record(z.string(), z.string()).exactOptional(),
  })
  .transform(({ version: name, ...progress }) => ({ name, progress }));

/** How far the migrations of stored data have come, and what they do to single items. */
export function migrationStore(database: Database): MigrationStore {
  const parse = itemParser("settings", progressItem);

  return {
    async through(names) {
      const items = await database.getMany("settings", names.map(migrationKey), { consistent: true });
      return new Set(items.map(parse).flatMap(({ name, progress }) => (progress.passes > 0 ? [name] : [])));
    },

    async begin(name, now) {
      const item = { ...migrationKey(name), beganAt: now.getTime(), passes: 0 };
      const outcome = await database.put("settings", item, { expression: "attribute_not_exists(#name)" });
      return parse(outcome.kind === "refused" ? (outcome.current ?? item) : item).progress;
    },

    async page(table, { startAfter }) {
      const page = await database.scanPage(table, {
        pageItemsMax,
        ...(startAfter === undefined ? {} : { startAfter }),
      });
      // How far the migrations have come lies among the settings, and is none of them.
      return { ...page, items: page.items.filter(({ name }) => table !== "settings" || name !== settingName) };
    },

    async write(table, item, { copies, change }) {
      let written = 0;
      for (const copy of copies) {
        const outcome = await database.put(copy.table, copy.item, copy.condition);
        if (outcome.kind === "written") written += 1;
      }
      if (change === undefined) return { written };
      const outcome = await database.update(table, keyOf(table, item), change.expression, change.condition);
      if (outcome.kind === "written") return { written: written + 1 };
      return outcome.current === undefined ? { written } : { written, changed: outcome.current };
    },

    async reach(name, { passes }, last) {
      await database.update(
        "settings",
        migrationKey(name),
        { expression: "SET #startAfter = :last", values: { last } },
        { expression: "#passes = :passes", values: { passes } },
      );
    },

    async endPass(name, { passes: before }, passes) {
      await database.update(
        "settings",
        migrationKey(name),
        { expression: "SET #passes = :passes REMOVE #startAfter", values: { passes } },
        { expression: "#passes = :before", values: { before } },
      );
    },

    async forget(name) {
      await database.remove("settings", migrationKey(name), { expression: "attribute_exists(#name)" });
    },
  };
}

/** Where it is noted how far the migration has come. */
export function migrationKey(name: string): { name: string; version: string } {
  return { name: settingName, version: name };
}
