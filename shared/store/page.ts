import * as z from "zod";
import { ownValue } from "../domain/own-value.ts";
import { type Table, tables } from "../tables.ts";
import type { Database, Item, Key, Query } from "./database.ts";
import { type OnDamaged, readable } from "./parse-item.ts";

/** One page of a list. `cursor` is present when more follow. */
export type StoredPage<T> = { items: readonly T[]; cursor?: string };

export type PageRequest = {
  /** The end of the previous page, in that page's own form. */
  cursor?: string;
  /** Maximum of items, 1 to `pageItemsMax`. */
  limit: number;
};

const pageItemsMax = 500;

/** This list has not made the cursor. */
export class InvalidCursor extends Error {
  override readonly name = "InvalidCursor";
}

/**
 * Reads one full page of a query. A damaged item counts for the page but is left out. A cursor names the last item read
 * and not its partition, so it cannot lead to another partition.
 * @throws InvalidCursor
 */
export async function readPage<T>(
  database: Database,
  query: Query,
  { cursor, limit }: PageRequest,
  parse: (item: Item) => T,
  onDamaged: OnDamaged,
): Promise<StoredPage<T>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > pageItemsMax) throw new RangeError(`page limit ${limit}`);
  const names = cursorAttributes(query);
  const start = cursor === undefined ? undefined : decodeCursor(cursor, names);
  const items: Item[] = [];
  const pages = database.queryPages({
    ...query,
    // One extra item shows whether more follow.
    pageItemsMax: limit + 1,
    ...(start === undefined ? {} : { startAfter: { ...start, [partitionOf(query)]: query.partition } }),
  });
  for await (const page of pages) {
    items.push(...page);
    if (items.length > limit) break;
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: readable(shown, parse, onDamaged),
    ...(items.length > limit && last !== undefined ? { cursor: encodeCursor(last, names) } : {}),
  };
}

function partitionOf({ table, index }: Query): string {
  const { partitionKey, indexes }: Table = tables[table];
  return indexes.find(({ name }) => name === index)?.partitionKey ?? partitionKey;
}

/** The key attributes that distinguish the items of one partition. For an index these include the table's keys. */
function cursorAttributes(query: Query): readonly string[] {
  const { partitionKey, sortKey, indexes }: Table = tables[query.table];
  const index = indexes.find(({ name }) => name === query.index);
  const names = new Set([index?.sortKey, partitionKey, sortKey].filter((name) => name !== undefined));
  names.delete(partitionOf(query));
  return [...names];
}

function encodeCursor(item: Item, names: readonly string[]): string {
  return Buffer.from(JSON.stringify(names.map((name) => ownValue(item, name)))).toString("base64url");
}

/** DynamoDB's limit for a sort key. */
const keyBytesMax = 1024;

const cursorSchema = z.array(
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= keyBytesMax),
);

function decodeCursor(cursor: string, names: readonly string[]): Key {
  const values = cursorSchema.safeParse(jsonOf(Buffer.from(cursor, "base64url").toString("utf8")));
  if (!values.success || values.data.length !== names.length) throw new InvalidCursor("not a cursor of this list");
  return Object.fromEntries(names.map((name, position) => [name, values.data[position] ?? ""]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
