import type * as z from "zod";
import { type TableId, tables } from "../tables.ts";
import { type Item, type Key, keyOf } from "./database.ts";

/** What stands in the table is not what this code writes there. Its message names table and key, never the content. */
export class DamagedItem extends Error {
  override readonly name = "DamagedItem";
  readonly table: TableId;
  readonly key: Key;

  constructor(table: TableId, item: Item, trouble: string) {
    const key = keyOf(table, item);
    super(`damaged item in table ${tables[table].name}, key ${keyText(key)}: ${trouble}`);
    this.table = table;
    this.key = key;
  }
}

/** The attributes of the key, each as `name=value`. */
export function keyText(key: Key): string {
  return Object.entries(key)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/**
 * A reader for the items of one noun.
 * @throws DamagedItem
 */
export function itemParser<T>(table: TableId, schema: z.ZodType<T>): (item: Item) => T {
  return (item) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues
      .map(({ path, message }) => [...(path.length > 0 ? [path.join(".")] : []), message].join(": "))
      .join("; ");
    throw new DamagedItem(table, item, issues);
  };
}

/** Is told of each item that a list leaves out because it is damaged. */
export type OnDamaged = (damage: DamagedItem) => void;

/** For what is written anew, or has been told before. */
export const ignoreDamage: OnDamaged = () => undefined;

/** For items that are of use only all together. */
export const refuseDamaged: OnDamaged = (damage) => {
  throw damage;
};

/** One damaged item of many hides none of the others: the list goes on without it. */
export function readable<T>(items: readonly Item[], parse: (item: Item) => T, onDamaged: OnDamaged): T[] {
  return items.flatMap((item) => unlessDamaged(() => [parse(item)], onDamaged) ?? []);
}

/** What the reading gives; undefined, once that is told, where the item is damaged. */
export function unlessDamaged<T>(read: () => T, onDamaged: OnDamaged): T | undefined {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof DamagedItem)) throw fault;
    onDamaged(fault);
    return undefined;
  }
}
