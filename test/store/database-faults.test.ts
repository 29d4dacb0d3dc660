import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { openDatabase } from "../../shared/store/database.ts";
import { StoreBusy } from "../../shared/store/store-busy.ts";
import { gathered } from "./on-each-engine.ts";

// The pauses between rounds add up to 25 seconds.
vi.mock("node:timers/promises", () => ({ setTimeout: async () => undefined }));

/** Answers that no engine on this machine gives. */
const engine = mockClient(DynamoDBDocumentClient);
const database = openDatabase({
  endpoint: "http://127.0.0.1:9",
  region: "eu-south-1",
  tablePrefix: "test-",
  requestTimeoutMillis: 1_000,
});

beforeEach(() => {
  engine.reset();
});

afterAll(() => {
  engine.restore();
  database.close();
});

const sites = ["ZZEE80001B", "ZZEE80002C"].map((siteCode) => ({ siteCode }));

test("keys that a batch leaves unread are asked for again, and those alone", async () => {
  engine
    .on(BatchGetCommand)
    .resolvesOnce({
      Responses: { "test-Sites": sites.slice(0, 1) },
      UnprocessedKeys: { "test-Sites": { Keys: sites.slice(1) } },
    })
    .resolvesOnce({ Responses: { "test-Sites": sites.slice(1) } });
  expect(await database.getMany("sites", sites)).toEqual(sites);
  const asked = engine
    .commandCalls(BatchGetCommand)
    .map(({ args }) => args[0].input.RequestItems?.["test-Sites"]?.Keys);
  expect(asked).toEqual([sites, sites.slice(1)]);
});

test("an engine that never reads the rest of a batch is busy, after ten rounds", async () => {
  engine.on(BatchGetCommand).resolves({ UnprocessedKeys: { "test-Sites": { Keys: sites } } });
  await expect(database.getMany("sites", sites)).rejects.toThrow(StoreBusy);
  expect(engine.commandCalls(BatchGetCommand)).toHaveLength(10);
});

test("a refused write whose answer lacks the item that is there reads it", async () => {
  const there = { siteCode: "ZZEE80001B", name: "PRIMARIA" };
  engine
    .on(PutCommand)
    .rejects(new ConditionalCheckFailedException({ message: "The conditional request failed", $metadata: {} }))
    .on(GetCommand, { ConsistentRead: true })
    .resolves({ Item: there });
  const condition = { expression: "attribute_not_exists(#siteCode)" };
  expect(await database.put("sites", { siteCode: "ZZEE80001B" }, condition)).toEqual({
    kind: "refused",
    current: there,
  });
});

test("a query whose pages never end is stopped", async () => {
  engine.on(QueryCommand).resolves({ Items: [], LastEvaluatedKey: { siteCode: "ZZEE80001B" } });
  const query = { table: "sites", index: "byInstitute", partition: "ZZIC80001A" } as const;
  await expect(gathered(database.queryPages(query))).rejects.toThrow("over 10000 pages of Sites");
});

test.each(["TimeoutError", "ProvisionedThroughputExceededException"])(
  "%s of one call reaches who asked",
  async (name) => {
    const fault = Object.assign(new Error("not now"), { name });
    engine.on(GetCommand).rejectsOnce(fault).resolves({ Item: sites[0] });
    await expect(database.get("sites", { siteCode: "ZZEE80001B" })).rejects.toThrow(fault);
    expect(await database.get("sites", { siteCode: "ZZEE80001B" })).toEqual(sites[0]);
  },
);
