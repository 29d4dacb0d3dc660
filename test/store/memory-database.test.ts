import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTables } from "../../infra/local/create-tables.ts";
import { type Engine, startEngine } from "../../infra/local/engine.ts";
import { type Database, type Expression, openDatabase } from "../../shared/store/database.ts";
import { openMemoryDatabase } from "../rig/memory-database.ts";
import { engineKinds, gathered } from "./on-each-engine.ts";

/** Every form of condition and of change that the stores use, and some beside them. */
const conditions = [
  "attribute_exists(#ruleSequence)",
  "attribute_not_exists(#ruleSequence)",
  "attribute_exists(#map.#inner)",
  "#count = :number",
  "#count <> :text",
  "#count < :number",
  "#count <= :text",
  "#count > :number",
  "#count >= :text",
  "#label IN (:text, :other)",
  "#map.#inner = :number",
  "NOT (#map.#inner = :number)",
  "#list[1] = :number",
  "#list = :numbers",
  "size(#list) = :number",
  "size(#bytes) <= :number",
  "size(#count) >= :number",
  "attribute_not_exists(#ruleSequence) OR (#label IN (:text, :other) AND #count <= :number)",
  "attribute_not_exists(#ruleSequence) OR #label = :text AND NOT #count = :number",
] as const;
const changes = [
  "SET #label = :text, #count = :number",
  "SET #count = if_not_exists(#count, :number) + :one",
  "SET #list[0] = :number",
  "SET #list[2] = :number, #count = :one",
  "SET #list = list_append(#list, :numbers)",
  "SET #map.#inner = :number",
  "SET #label = #count, #count = #label",
  "SET #map = :map REMOVE #count, #bytes",
  "SET #raisedAt = :text REMOVE #label",
  "REMOVE #status, #count",
] as const;

const text = fc.constantFrom("a", "b", "è");
const number = fc.integer({ min: -1, max: 3 });
const values = fc.record({
  text,
  other: text,
  number,
  one: fc.constant(1),
  numbers: fc.array(number, { maxLength: 2 }),
  map: fc.constant({ inner: 7 }),
});
const attributes = fc.record(
  {
    label: text,
    raisedAt: text,
    count: fc.oneof(number, text),
    list: fc.array(number, { maxLength: 3 }),
    map: fc.record({ inner: number }, { requiredKeys: [] }),
    bytes: fc.uint8Array({ maxLength: 3 }),
  },
  { requiredKeys: [] },
);
const sortKey = fc.constantFrom("2023-02-16#1", "2023-02-16#2", "2023-02-21#1", "è", "z");
const condition = fc.constantFrom(...conditions);
const range = fc.oneof(
  fc.constantFrom("2023-02-16", "z").map((prefix) => ({ prefix })),
  sortKey.map((after) => ({ after })),
  sortKey.map((upTo) => ({ upTo })),
  fc.constant({ from: "2023-02-16#2", to: "z" }),
);

/** A call in its own partition, with a text that describes it. */
type Call = { told: string; run: (database: Database, scope: string) => Promise<unknown> };

function call(told: string, given: unknown, run: Call["run"]): Call {
  return { told: `${told} ${JSON.stringify(given)}`, run };
}

const calls = fc.oneof(
  fc.tuple(sortKey, attributes, condition, values).map((given) => {
    const [ruleSequence, item, condition, values] = given;
    return call("put", given, (database, scope) =>
      // The index has a partition for each sequence too.
      database.put("alerts", { scope, ruleSequence, status: scope, ...item }, spokenOf(condition, values)),
    );
  }),
  fc.tuple(sortKey, fc.constantFrom(...changes), condition, values).map((given) => {
    const [ruleSequence, change, condition, values] = given;
    return call("update", given, (database, scope) =>
      database.update("alerts", { scope, ruleSequence }, spokenOf(change, values), spokenOf(condition, values)),
    );
  }),
  fc.tuple(sortKey, fc.constantFrom(...changes), condition, values, fc.boolean()).map((given) => {
    const [ruleSequence, change, condition, all, inChange] = given;
    const { values = {} } = spokenOf(`${change} ${condition}`, all);
    const [changing, meant] = inChange ? [{ values }, {}] : [{}, { values }];
    return call("update with the values of both", given, (database, scope) =>
      database.update(
        "alerts",
        { scope, ruleSequence },
        { expression: change, ...changing },
        { expression: condition, ...meant },
      ),
    );
  }),
  fc.tuple(sortKey, condition, values).map((given) => {
    const [ruleSequence, condition, values] = given;
    return call("remove", given, (database, scope) =>
      database.remove("alerts", { scope, ruleSequence }, spokenOf(condition, values)),
    );
  }),
  fc.array(sortKey, { maxLength: 3 }).map((given) =>
    call("get many", given, async (database, scope) => {
      const keys = given.map((ruleSequence) => ({ scope, ruleSequence }));
      return byKey(await database.getMany("alerts", keys, { consistent: true }), "ruleSequence");
    }),
  ),
  fc.tuple(fc.option(range), fc.boolean(), fc.option(fc.constantFrom(1, 2))).map((given) => {
    const [sort, descending, pageItemsMax] = given;
    return call("query", given, (database, partition) => {
      const query = { table: "alerts", partition, descending, consistent: true } as const;
      const options = { ...(sort !== null && { sort }), ...(pageItemsMax !== null && { pageItemsMax }) };
      return gathered(database.queryPages({ ...query, ...options }));
    });
  }),
  fc.constant(call("count", "", (database, partition) => database.count("alerts", partition))),
  fc.boolean().map((descending) =>
    call("query index", descending, async (database, partition) => {
      const query = { table: "alerts", index: "byStatus", partition, descending } as const;
      // Among equal keys an index promises no order.
      return byKey(await gathered(database.queryPages(query)), "raisedAt");
    }),
  ),
);

/** Groups in the order in which they came, each a set. */
function byKey(items: readonly Readonly<Record<string, unknown>>[], name: string): unknown {
  return [...Map.groupBy(items, (item) => item[name])].map(([key, group]) => [key, new Set(group)]);
}

function spokenOf(expression: string, values: Readonly<Record<string, unknown>>): Expression {
  const named = new Set(expression.match(/(?<=:)\w+/g));
  return { expression, values: Object.fromEntries(Object.entries(values).filter(([name]) => named.has(name))) };
}

describe.each(engineKinds)("the tables in memory, beside those of %s,", (kind) => {
  let engine: Engine;
  let real: Database;
  beforeAll(async () => {
    engine = await startEngine({ kind });
    const place = { endpoint: engine.endpoint, region: "eu-south-1", tablePrefix: "" };
    await createTables(place);
    real = openDatabase({ ...place, requestTimeoutMillis: 10_000 });
  });
  afterAll(async () => {
    real.close();
    await engine.stop();
  });

  test("answer alike to every call", async () => {
    const memory = openMemoryDatabase();
    let sequences = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { maxLength: 12 }), async (sequence) => {
        const scope = `site#${sequences++}`;
        for (const { told, run } of sequence) {
          const inMemory = await outcomeOf(() => run(memory, scope));
          expect(inMemory, told).toEqual(await outcomeOf(() => run(real, scope)));
        }
      }),
    );
  });
});

async function outcomeOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && ["InvalidRequest", "ValidationException"].includes(error.name)) return "invalid";
    throw error;
  }
}
