import * as z from "zod";
import type { TableId } from "../tables.ts";
import { type Database, type Item, type Key, keyOf, type ScannedPage } from "./database.ts";
import type { MigratedItem } from "./item-migration.ts";
import { itemParser } from "./parse-item.ts";
import { storedInstant } from "./stored-fields.ts";

/** The progress of a migration. */
export type MigrationProgress = {
  /** When its first run began. */
  beganAt: Date;
  /** How many complete passes over the table were made. */
  passes: number;
  /** The key of the last finished item in the current pass. */
  startAfter?: Key;
};

export type MigrationStore = {
  /** Which of the named migrations are complete. */
  through(names: readonly string[]): Promise<ReadonlySet<string>>;
  /** The progress so far. Without an earlier run, the migration begins at that instant. */
  begin(name: string, now: Date): Promise<MigrationProgress>;
  /** The next items of the table, after the finished ones. */
  page(table: TableId, progress: MigrationProgress): Promise<ScannedPage>;
  /**
   * Writes the migration of an item. Its own change comes last, so that after a crash the item still needs its migration.
   * `changed` is the item in its new state when another writer has changed it meanwhile.
   */
  write(table: TableId, item: Item, becomes: MigratedItem): Promise<{ written: number; changed?: Item }>;
  /** Notes that all items up to the key are finished, unless another run has ended the pass. */
  reach(name: string, progress: MigrationProgress, last: Key): Promise<void>;
  /** Notes that the whole table is finished, for the `passes`th time. */
  endPass(name: string, progress: MigrationProgress, passes: number): Promise<void>;
  /** Makes the migration run again on its table, because items of an earlier release are about to be restored. */
  forget(name: string): Promise<void>;
};

/** The name of their settings. The name of the migration is the version. */
const settingName = "migration";
/** Few items, so that a run near its time limit soon finishes its page. */
const pageItemsMax = 25;

const progressItem = z
  .object({
    version: z.string(),
    beganAt: storedInstant,
    passes: z.int().min(0),
    startAfter: z.record(z.string(), z.string()).exactOptional(),
  })
  .transform(({ version: name, ...progress }) => ({ name, progress }));

/** The progress of the migrations of stored data, and their writes to single items. */
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
      // The progress of the migrations is among the settings, but must not be migrated itself.
      return { ...page, items: page.items.filter(({ name }) => table !== "settings" || name !== settingName) };
    },

    async write(table, item, { copies, elsewhere = [], change }) {
      let written = 0;
      for (const copy of copies) {
        const outcome = await database.put(copy.table, copy.item, copy.condition);
        if (outcome.kind === "written") written += 1;
      }
      for (const { table: other, key, expression, condition } of elsewhere) {
        const outcome = await database.update(other, key, expression, condition);
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

/** The key of the migration's progress. */
export function migrationKey(name: string): { name: string; version: string } {
  return { name: settingName, version: name };
}
