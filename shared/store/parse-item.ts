import type * as z from "zod";
import { ownValue } from "../domain/own-value.ts";
import { type Table, type TableId, tables } from "../tables.ts";
import type { Item } from "./database.ts";

/** What stands in the table is not what this code writes there. */
export class DamagedItem extends Error {
  override readonly name = "DamagedItem";
}

/**
 * A reader for the items of one noun.
 * @throws DamagedItem naming table and key, never the content
 */
export function itemParser<T>(table: TableId, schema: z.ZodType<T>): (item: Item) => T {
  return (item) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues
      .map(({ path, message }) => [...(path.length > 0 ? [path.join(".")] : []), message].join(": "))
      .join("; ");
    throw new DamagedItem(`damaged item in table ${tables[table].name}, key ${keyText(table, item)}: ${issues}`);
  };
}

function keyText(table: TableId, item: Item): string {
  const { partitionKey, sortKey }: Table = tables[table];
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return names.map((name) => `${name}=${String(ownValue(item, name))}`).join(" ");
}
