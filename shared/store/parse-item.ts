import type * as z from "zod";
import { type TableId, tables } from "../tables.ts";
import { type Item, type Key, keyOf } from "./database.ts";

/**
 * A stored item does not have the form that this code writes. The message names its table and key, never its content.
 */
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

/** Called for each damaged item that a list leaves out. */
export type OnDamaged = (damage: DamagedItem) => void;

/** For items that will be rewritten, or whose damage was already reported. */
export const ignoreDamage: OnDamaged = () => undefined;

/** For items that are useful only all together. */
export const refuseDamaged: OnDamaged = (damage) => {
  throw damage;
};

/** The readable items: a damaged item must not hide the others. */
export function readable<T>(items: readonly Item[], parse: (item: Item) => T, onDamaged: OnDamaged): T[] {
  return items.flatMap((item) => unlessDamaged(() => [parse(item)], onDamaged) ?? []);
}

/** The result of reading. For a damaged item it reports the damage and returns undefined. */
export function unlessDamaged<T>(read: () => T, onDamaged: OnDamaged): T | undefined {
  try {
    return read();
  } catch (fault) {
    if (!(fault instanceof DamagedItem)) throw fault;
    onDamaged(fault);
    return undefined;
  }
}
