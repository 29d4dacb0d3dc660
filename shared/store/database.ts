import { setTimeout as pause } from "node:timers/promises";
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import pMap from "p-map";
import { ownValue } from "../domain/own-value.ts";
import { type Table, type TableId, tables } from "../tables.ts";
import { itemBytes } from "./item-bytes.ts";
import { StoreBusy } from "./store-busy.ts";

/** An item from the SDK. Its type is unknown until a store has parsed it. */
export type Item = Readonly<Record<string, unknown>>;
export type Key = Readonly<Record<string, string>>;

/** In an expression, `#name` means the attribute `name`, and `:value` is an entry of `values`. */
export type Expression = { readonly expression: string; readonly values?: Readonly<Record<string, unknown>> };

/** `current` is the item for which the condition was false; undefined when there is no item. */
type Refused = { kind: "refused"; current: Item | undefined };
type PutOutcome = { kind: "written" } | Refused;
type UpdateOutcome = { kind: "written"; item: Item } | Refused;

type SortRange =
  | { readonly prefix: string }
  | { readonly after: string }
  | { readonly upTo: string }
  | { readonly from: string; readonly to: string };

export type Query = {
  readonly table: TableId;
  /** Reads of an index are always eventually consistent. */
  readonly index?: string;
  readonly partition: string;
  readonly sort?: SortRange;
  readonly descending?: boolean;
  readonly consistent?: boolean;
  /** Key of the item after which the query starts. */
  readonly startAfter?: Key;
  /** Maximum of items in a page. A page may have fewer or none, even if more follow. */
  readonly pageItemsMax?: number;
};

/** Single-item conditional writes, reads and queries. Nothing else is needed or offered. */
export type Database = {
  get(table: TableId, key: Key, options?: { consistent?: boolean }): Promise<Item | undefined>;
  /** Items in no order. Keys without an item are left out. */
  getMany(table: TableId, keys: readonly Key[], options?: { consistent?: boolean }): Promise<Item[]>;
  put(table: TableId, item: Item, condition: Expression): Promise<PutOutcome>;
  update(table: TableId, key: Key, change: Expression, condition: Expression): Promise<UpdateOutcome>;
  remove(table: TableId, key: Key, condition: Expression): Promise<PutOutcome>;
  queryPages(query: Query): AsyncGenerator<readonly Item[]>;
  /** How many items a partition of a table has. The engine counts them and returns none. */
  count(table: TableId, partition: string): Promise<number>;
  /** One page of a whole table, in no order. Only migrations use it, once a release; everything else reads by keys. */
  scanPage(table: TableId, scan: { pageItemsMax: number; startAfter?: Key }): Promise<ScannedPage>;
  /** Closes the connections. */
  close(): void;
};

/** `last` is the key to continue after; absent at the end of the table. A page may be empty even if more follow. */
export type ScannedPage = { items: readonly Item[]; last?: Key };

/** Called for every call: its operation, its table (a name of `tables`), and the consumed capacity units. */
export type Meter = (operation: string, table: TableId, readUnits: number, writeUnits: number) => void;

export type DatabaseOptions = {
  /** Absent: AWS itself. */
  endpoint?: string;
  region: string;
  tablePrefix: string;
  /** The environment of Lambda has them. Only an engine on this machine needs none. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** Time limit of one attempt. */
  requestTimeoutMillis: number;
  meter?: Meter;
};

/** The number of attempts of one call, with the SDK's backoff in between. Then the caller gets the error. */
const attemptsMax = 4;
/** DynamoDB's own limit for one batch read. */
const batchKeysMax = 100;
/** Rounds in which DynamoDB may leave some keys of a batch unread. */
const batchRoundsMax = 10;
const batchPauseMillis = 50;
/** Batches at the same time. */
const batchesAtOnceMax = 4;
/** A query of more pages (of up to 1 MB) than this is a mistake. */
const queryPagesMax = 10_000;

class StoreLimitExceeded extends Error {
  override readonly name = "StoreLimitExceeded";
}

/** A number too large for JavaScript must be refused by a store. An error here would lose the whole page of items. */
const wrapNumbers = Number;

/** An engine on this machine needs a signature but does not check it. */
export const localCredentials = { accessKeyId: "local", secretAccessKey: "local" };

/**
 * Opens the tables. It connects at the first call.
 * @throws Error without an endpoint and without credentials
 */
export function openDatabase(options: DatabaseOptions): Database {
  const { meter, tablePrefix } = options;
  const credentials = options.credentials ?? (options.endpoint === undefined ? undefined : localCredentials);
  if (credentials === undefined) throw new Error("without an endpoint of its own the database needs credentials");
  const engine = new DynamoDBClient({
    region: options.region,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    credentials,
    maxAttempts: attemptsMax,
    requestHandler: {
      connectionTimeout: options.requestTimeoutMillis,
      requestTimeout: options.requestTimeoutMillis,
      // Without this option the SDK only warns and keeps waiting.
      throwOnRequestTimeout: true,
    },
  });
  // It would read every item to hide secrets from a log that does not exist.
  engine.middlewareStack.remove("loggerMiddleware");
  const client = DynamoDBDocumentClient.from(engine, {
    marshallOptions: { removeUndefinedValues: true },
    unmarshallOptions: { wrapNumbers },
  });

  const named = (table: TableId) => ({
    TableName: tablePrefix + tables[table].name,
    ReturnConsumedCapacity: "TOTAL" as const,
  });

  async function get(table: TableId, key: Key, { consistent = false } = {}): Promise<Item | undefined> {
    const reply = await client.send(new GetCommand({ ...named(table), Key: key, ConsistentRead: consistent }));
    meter?.("get", table, reply.ConsumedCapacity?.CapacityUnits ?? 0, 0);
    return reply.Item;
  }

  async function getBatch(table: TableId, keys: readonly Key[], consistent: boolean): Promise<Item[]> {
    const name = tablePrefix + tables[table].name;
    const found: Item[] = [];
    let wanted: readonly Key[] = keys;
    for (let round = 0; wanted.length > 0; round++) {
      if (round === batchRoundsMax) throw new StoreBusy(`${wanted.length} keys of ${name} stay unprocessed`);
      if (round > 0) await pause(batchPauseMillis * 2 ** (round - 1));
      const reply = await client.send(
        new BatchGetCommand({
          RequestItems: { [name]: { Keys: [...wanted], ConsistentRead: consistent } },
          ReturnConsumedCapacity: "TOTAL",
        }),
      );
      meter?.("getMany", table, reply.ConsumedCapacity?.[0]?.CapacityUnits ?? 0, 0);
      found.push(...(ownValue(reply.Responses ?? {}, name) ?? []));
      wanted = ownValue(reply.UnprocessedKeys ?? {}, name)?.Keys ?? [];
    }
    return found;
  }

  /** Runs one conditional write. A false condition is an answer, not an error. */
  async function write<T>(
    operation: string,
    table: TableId,
    key: Key,
    newItem: Item | undefined,
    send: () => Promise<T & { ConsumedCapacity?: { CapacityUnits?: number | undefined } | undefined }>,
  ): Promise<T | Refused> {
    try {
      const reply = await send();
      meter?.(operation, table, 0, reply.ConsumedCapacity?.CapacityUnits ?? 0);
      return reply;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Not every engine returns the item for which the condition was false.
      const current = error.Item === undefined ? await get(table, key, { consistent: true }) : refusedItem(error);
      meter?.(`${operation} refused`, table, 0, refusedWriteUnits(newItem, current));
      return { kind: "refused", current };
    }
  }

  /** The engine's answers to a query, one for each page, up to the last. */
  async function* answers(query: Query, select?: "COUNT"): AsyncGenerator<QueryCommandOutput> {
    const range = keyCondition(query);
    let startAfter: Item | undefined = query.startAfter;
    for (let page = 0; page < queryPagesMax; page++) {
      const reply = await client.send(
        new QueryCommand({
          ...named(query.table),
          ...(query.index === undefined ? {} : { IndexName: query.index }),
          ...(select === undefined ? {} : { Select: select }),
          KeyConditionExpression: range.expression,
          ...attributes(range),
          ConsistentRead: query.consistent ?? false,
          ScanIndexForward: !(query.descending ?? false),
          ...(query.pageItemsMax === undefined ? {} : { Limit: query.pageItemsMax }),
          ...(startAfter === undefined ? {} : { ExclusiveStartKey: startAfter }),
        }),
      );
      meter?.("query", query.table, reply.ConsumedCapacity?.CapacityUnits ?? 0, 0);
      yield reply;
      startAfter = reply.LastEvaluatedKey;
      if (startAfter === undefined) return;
    }
    throw new StoreLimitExceeded(`over ${queryPagesMax} pages of ${tables[query.table].name}`);
  }

  return {
    get,
    async getMany(table, keys, { consistent = false } = {}) {
      const batches = Array.from({ length: Math.ceil(keys.length / batchKeysMax) }, (_, batch) =>
        keys.slice(batch * batchKeysMax, (batch + 1) * batchKeysMax),
      );
      const found = await pMap(batches, (batch) => getBatch(table, batch, consistent), {
        concurrency: batchesAtOnceMax,
      });
      return found.flat();
    },
    async put(table, item, condition) {
      const outcome = await write("put", table, keyOf(table, item), item, () =>
        client.send(
          new PutCommand({
            ...named(table),
            Item: item,
            ConditionExpression: condition.expression,
            ...attributes(condition),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        ),
      );
      return isRefused(outcome) ? outcome : { kind: "written" };
    },
    async update(table, key, change, condition) {
      const outcome = await write("update", table, key, undefined, () =>
        client.send(
          new UpdateCommand({
            ...named(table),
            Key: key,
            UpdateExpression: change.expression,
            ConditionExpression: condition.expression,
            ...attributes(change, condition),
            ReturnValues: "ALL_NEW",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        ),
      );
      return isRefused(outcome) ? outcome : { kind: "written", item: outcome.Attributes ?? {} };
    },
    async remove(table, key, condition) {
      const outcome = await write("remove", table, key, undefined, () =>
        client.send(
          new DeleteCommand({
            ...named(table),
            Key: key,
            ConditionExpression: condition.expression,
            ...attributes(condition),
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        ),
      );
      return isRefused(outcome) ? outcome : { kind: "written" };
    },
    async *queryPages(query) {
      for await (const { Items = [] } of answers(query)) yield Items;
    },
    async count(table, partition) {
      let items = 0;
      for await (const { Count = 0 } of answers({ table, partition }, "COUNT")) items += Count;
      return items;
    },
    async scanPage(table, { pageItemsMax, startAfter }) {
      const reply = await client.send(
        new ScanCommand({
          ...named(table),
          ConsistentRead: true,
          Limit: pageItemsMax,
          ...(startAfter === undefined ? {} : { ExclusiveStartKey: startAfter }),
        }),
      );
      meter?.("scan", table, reply.ConsumedCapacity?.CapacityUnits ?? 0, 0);
      const items = reply.Items ?? [];
      const last = reply.LastEvaluatedKey;
      return last === undefined ? { items } : { items, last: keyOf(table, last) };
    },
    close: () => engine.destroy(),
  };
}

/** The document client does not convert the items in errors. */
function refusedItem({ Item: attributes = {} }: ConditionalCheckFailedException): Item {
  return unmarshall(attributes, { wrapNumbers });
}

function isRefused(outcome: object): outcome is Refused {
  return "kind" in outcome && outcome.kind === "refused";
}

const writeUnitBytes = 1024;

/**
 * No answer says what a false condition consumes: write units for the larger of the stored item and the new item.
 * Source: "Condition expressions" in the Amazon DynamoDB Developer Guide.
 */
function refusedWriteUnits(...items: readonly (Item | undefined)[]): number {
  const bytes = Math.max(...items.map((item) => (item === undefined ? 0 : itemBytes(item))));
  return Math.max(1, Math.ceil(bytes / writeUnitBytes));
}

/** The key attributes of the item in its table. */
export function keyOf(table: TableId, item: Item): Key {
  const { partitionKey, sortKey }: Table = tables[table];
  const names = sortKey === undefined ? [partitionKey] : [partitionKey, sortKey];
  return Object.fromEntries(names.map((name) => [name, String(ownValue(item, name))]));
}

/** The attribute names and values in the expressions. */
function attributes(...expressions: readonly Expression[]) {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const { expression, values: given = {} } of expressions) {
    for (const [, name = ""] of expression.matchAll(/#(\w+)/g)) names[`#${name}`] = name;
    for (const [name, value] of Object.entries(given)) values[`:${name}`] = value;
  }
  return {
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
  };
}

function keyCondition({ table, index, partition, sort }: Query): Expression {
  const { partitionKey, sortKey, indexes }: Table = tables[table];
  const keys = index === undefined ? { partitionKey, sortKey } : indexes.find(({ name }) => name === index);
  if (keys === undefined) throw new RangeError(`table ${tables[table].name} has no index ${index}`);
  const here = `#${keys.partitionKey} = :partition`;
  if (sort === undefined) return { expression: here, values: { partition } };
  const there = `#${keys.sortKey}`;
  if ("prefix" in sort) {
    return { expression: `${here} AND begins_with(${there}, :prefix)`, values: { partition, prefix: sort.prefix } };
  }
  if ("after" in sort) {
    return { expression: `${here} AND ${there} > :after`, values: { partition, after: sort.after } };
  }
  if ("upTo" in sort) {
    return { expression: `${here} AND ${there} <= :upTo`, values: { partition, upTo: sort.upTo } };
  }
  return {
    expression: `${here} AND ${there} BETWEEN :from AND :to`,
    values: { partition, from: sort.from, to: sort.to },
  };
}
