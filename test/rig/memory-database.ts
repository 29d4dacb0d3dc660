import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Database, Item, Key, Meter, Query } from "../../shared/store/database.ts";
import { itemBytes } from "../../shared/store/item-bytes.ts";
import { type Table, type TableId, tables } from "../../shared/tables.ts";
import { changed, checkValues, compareText, holds, InvalidRequest } from "./item-expression.ts";

/** DynamoDB's own limits. */
const itemBytesMax = 400 * 1024;
const pageBytesMax = 1024 * 1024;
const batchKeysMax = 100;
const readUnitBytes = 4096;
const writeUnitBytes = 1024;

export type MemoryDatabase = Database & {
  /** Another database that starts with the same items. */
  copy: () => MemoryDatabase;
  /** Everything stored, as text. Two databases with the same text behave the same. */
  contents: () => string;
};

/**
 * The tables in memory, for tests that open thousands of worlds or must not start an engine. The store contract suite
 * checks it against both engines. The meter counts the units of the tables, without their indexes.
 */
export function openMemoryDatabase({ meter }: { meter?: Meter } = {}): MemoryDatabase {
  return databaseOver(new Map(), meter);
}

/** By table, then by partition, then by the whole key. */
type Contents = Map<TableId, Map<string, Map<string, Item>>>;

function databaseOver(contents: Contents, meter: Meter | undefined): MemoryDatabase {
  function partitionsOf(table: TableId): Map<string, Map<string, Item>> {
    const there = contents.get(table) ?? new Map<string, Map<string, Item>>();
    contents.set(table, there);
    return there;
  }

  function itemsOf(table: TableId, partition: string): Map<string, Item> {
    const partitions = partitionsOf(table);
    const there = partitions.get(partition) ?? new Map<string, Item>();
    partitions.set(partition, there);
    return there;
  }

  function allItemsOf(table: TableId): [string, Item][] {
    return [...partitionsOf(table).values()].flatMap((items) => [...items]);
  }

  function itemAt(table: TableId, key: Key): Item | undefined {
    const { partition, place } = placeOf(table, key);
    return partitionsOf(table).get(partition)?.get(place);
  }

  /** Writes the result of `next` for the item if the condition holds. */
  function write(
    operation: string,
    table: TableId,
    key: Key,
    condition: Parameters<typeof holds>[0],
    next: (current: Item | undefined) => Item | undefined,
  ): { kind: "written"; item: Item } | { kind: "refused"; current: Item | undefined } {
    const { partition, place } = placeOf(table, key);
    const items = itemsOf(table, partition);
    const current = items.get(place);
    if (!holds(condition, current ?? {})) {
      meter?.(`${operation} refused`, table, 0, unitsOf([current], writeUnitBytes));
      return { kind: "refused", current: structuredClone(current) };
    }
    const item = next(current);
    if (item === undefined) items.delete(place);
    else items.set(place, item);
    meter?.(operation, table, 0, unitsOf([current, item], writeUnitBytes));
    return { kind: "written", item: structuredClone(item) ?? {} };
  }

  async function* queryPages(query: Query): AsyncGenerator<readonly Item[]> {
    if (query.index !== undefined && query.consistent) throw new InvalidRequest("an index is not read consistently");
    const order = orderOf(query);
    const { index, table, partition } = query;
    let startAfter: Item | undefined = query.startAfter;
    do {
      const start = startAfter;
      const items = index === undefined ? [...itemsOf(table, partition)] : allItemsOf(table);
      const found = items
        .map(([, item]) => item)
        .filter((item) => isInRange(item, query) && (start === undefined || order(start, item) < 0))
        .toSorted(order);
      const page = found.slice(0, pageLength(found, query.pageItemsMax));
      meter?.("query", query.table, readUnits(page, query.consistent ?? false), 0);
      startAfter = page.length < found.length || page.length === query.pageItemsMax ? page.at(-1) : undefined;
      yield page.map((item) => structuredClone(projected(item, query)));
    } while (startAfter !== undefined);
  }

  return {
    // Items are replaced and never changed, so the copy may share them.
    copy: () =>
      databaseOver(
        new Map(
          [...contents].map(([table, partitions]) => [
            table,
            new Map([...partitions].map(([partition, items]) => [partition, new Map(items)])),
          ]),
        ),
        meter,
      ),
    contents: () =>
      JSON.stringify(
        [...contents.keys()]
          .toSorted()
          .map((table) => [table, allItemsOf(table).toSorted(([one], [other]) => compareText(one, other))]),
      ),
    queryPages,
    async count(table, partition) {
      let items = 0;
      for await (const page of queryPages({ table, partition })) items += page.length;
      return items;
    },
    async get(table, key, { consistent = false } = {}) {
      const item = itemAt(table, key);
      meter?.("get", table, readUnits([item], consistent), 0);
      return structuredClone(item);
    },
    async getMany(table, keys, { consistent = false } = {}) {
      const found: Item[] = [];
      for (let start = 0; start < keys.length; start += batchKeysMax) {
        const batchKeys = keys.slice(start, start + batchKeysMax);
        const places = new Set(batchKeys.map((key) => placeOf(table, key).place));
        if (places.size < batchKeys.length) throw new InvalidRequest("one key twice in a batch");
        const batch = batchKeys.map((key) => itemAt(table, key)).filter((item) => item !== undefined);
        found.push(...structuredClone(batch));
        meter?.(
          "getMany",
          table,
          batch.map((item) => readUnits([item], consistent)).reduce((a, b) => a + b, 0),
          0,
        );
      }
      return found;
    },
    async put(table, given, condition) {
      checkValues(condition);
      const item = stored(given);
      const outcome = write("put", table, keyOf(table, item), condition, () => item);
      return outcome.kind === "refused" ? outcome : { kind: "written" };
    },
    async update(table, key, change, condition) {
      checkValues(change, condition);
      // Both expressions use the same values, whichever of them gives a value.
      const values = { ...change.values, ...condition.values };
      return write("update", table, key, { ...condition, values }, (current) => {
        const item = stored(changed({ ...change, values }, current ?? key));
        if (placeOf(table, keyOf(table, item)).place !== placeOf(table, key).place)
          throw new InvalidRequest("a key is changed");
        return item;
      });
    },
    async remove(table, key, condition) {
      checkValues(condition);
      const outcome = write("remove", table, key, condition, () => undefined);
      return outcome.kind === "refused" ? outcome : { kind: "written" };
    },
    async scanPage(table, { pageItemsMax, startAfter }) {
      const start = startAfter === undefined ? undefined : placeOf(table, startAfter).place;
      const found = allItemsOf(table)
        .filter(([place]) => start === undefined || compareText(place, start) > 0)
        .toSorted(([one], [other]) => compareText(one, other))
        .map(([, item]) => item);
      const items = structuredClone(found.slice(0, pageLength(found, pageItemsMax)));
      meter?.("scan", table, readUnits(items, true), 0);
      const last = items.length < found.length || items.length === pageItemsMax ? items.at(-1) : undefined;
      return last === undefined ? { items } : { items, last: keyOf(table, last) };
    },
    close: () => undefined,
  };
}

/** The item in the form that a table returns. */
function stored(item: Item): Item {
  if (itemBytes(item) > itemBytesMax) throw new InvalidRequest("the item is larger than DynamoDB takes");
  return unmarshall(marshall(item, { removeUndefinedValues: true }));
}

type Keys = { readonly partitionKey: string; readonly sortKey?: string };

function keyNames({ partitionKey, sortKey }: Keys): readonly string[] {
  return sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
}

function keyOf(table: TableId, item: Item): Key {
  return Object.fromEntries(
    keyNames(tables[table]).map((name) => {
      const value = item[name];
      if (typeof value !== "string" || value === "") throw new InvalidRequest(`no text as key ${name}`);
      return [name, value];
    }),
  );
}

/** The partition of a key, and the whole key as text. */
function placeOf(table: TableId, key: Key): { partition: string; place: string } {
  const names = keyNames(tables[table]);
  if (Object.keys(key).length !== names.length) throw new InvalidRequest("another key than the table's");
  const [partition = "", ...sort] = Object.values(keyOf(table, key));
  return { partition, place: JSON.stringify([partition, ...sort]) };
}

function keysOf({ table, index }: Pick<Query, "table" | "index">): Keys {
  const { indexes, ...own }: Table = tables[table];
  const keys = index === undefined ? own : indexes.find(({ name }) => name === index);
  if (keys === undefined) throw new InvalidRequest(`no index ${index}`);
  return keys;
}

function isInRange(item: Item, query: Query): boolean {
  const { partitionKey, sortKey } = keysOf(query);
  if (item[partitionKey] !== query.partition) return false;
  // An item without the sort key of an index is not in it.
  const at = sortKey === undefined ? "" : item[sortKey];
  if (typeof at !== "string") return false;
  const { sort } = query;
  if (sort === undefined) return true;
  if ("prefix" in sort) return at.startsWith(sort.prefix);
  if ("after" in sort) return compareText(at, sort.after) > 0;
  if ("upTo" in sort) return compareText(at, sort.upTo) <= 0;
  return compareText(at, sort.from) >= 0 && compareText(at, sort.to) <= 0;
}

function orderOf(query: Query): (one: Item, other: Item) => number {
  const names = [...keyNames(keysOf(query)), ...keyNames(tables[query.table])];
  const sign = query.descending ? -1 : 1;
  return (one, other) => {
    for (const name of names) {
      const order = compareText(String(one[name]), String(other[name]));
      if (order !== 0) return sign * order;
    }
    return 0;
  };
}

function pageLength(items: readonly Item[], pageItemsMax = Number.POSITIVE_INFINITY): number {
  let bytes = 0;
  let length = 0;
  while (length < Math.min(items.length, pageItemsMax) && bytes < pageBytesMax) {
    bytes += itemBytes(items[length] ?? {});
    length++;
  }
  return length;
}

function projected(item: Item, { table, index }: Query): Item {
  const { indexes }: Table = tables[table];
  const there = indexes.find(({ name }) => name === index);
  if (there === undefined || there.projects === "all") return item;
  const names = [...keyNames(there), ...keyNames(tables[table]), ...(there.projects === "keys" ? [] : there.projects)];
  return Object.fromEntries(names.filter((name) => name in item).map((name) => [name, item[name]]));
}

/** A write counts the largest of the items. */
function unitsOf(items: readonly (Item | undefined)[], unitBytes: number): number {
  return Math.max(1, ...items.map((item) => Math.ceil(itemBytes(item ?? {}) / unitBytes)));
}

/** A read counts all items together. */
function readUnits(items: readonly (Item | undefined)[], consistent: boolean): number {
  const bytes = items.reduce((sum, item) => sum + itemBytes(item ?? {}), 0);
  return Math.max(1, Math.ceil(bytes / readUnitBytes)) * (consistent ? 1 : 0.5);
}
