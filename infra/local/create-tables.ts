import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  ListTablesCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { localCredentials } from "../../shared/store/database.ts";
import { type Table, type TableIndex, tables } from "../../shared/tables.ts";

const requestTimeoutMillis = 10_000;
/** DynamoDB's own limit of tables in one answer; there are eight. */
const listedTablesMax = 100;

/** In seconds. An engine may answer a moment before a table can be used. */
const creationWait = { maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.5 };

/** Creates the tables of `shared/tables.ts` that are not there yet; when it returns they can be used. */
export async function createTables(engine: { endpoint: string; region: string; tablePrefix: string }): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: engine.region,
    credentials: localCredentials,
    requestHandler: { requestTimeout: requestTimeoutMillis, throwOnRequestTimeout: true },
  });
  try {
    const listed = await client.send(new ListTablesCommand({ Limit: listedTablesMax }));
    const there = new Set(listed.TableNames);
    const missing = Object.values(tables).filter(({ name }) => !there.has(engine.tablePrefix + name));
    for (const table of missing) await client.send(new CreateTableCommand(tableInput(table, engine.tablePrefix)));
    for (const { name } of missing) {
      await waitUntilTableExists({ client, ...creationWait }, { TableName: engine.tablePrefix + name });
    }
  } finally {
    client.destroy();
  }
}

function tableInput(table: Table, tablePrefix: string): CreateTableCommandInput {
  const { name, partitionKey, sortKey, indexes } = table;
  const keys = [partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  const names = new Set(keys.filter((key) => key !== undefined));
  return {
    TableName: tablePrefix + name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...names].map((key) => ({ AttributeName: key, AttributeType: "S" })),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexInput) }),
  };
}

function indexInput({ name, partitionKey, sortKey, projects }: TableIndex): GlobalSecondaryIndex {
  return { IndexName: name, KeySchema: keySchema(partitionKey, sortKey), Projection: projection(projects) };
}

function projection(projects: TableIndex["projects"]): GlobalSecondaryIndex["Projection"] {
  if (projects === "all") return { ProjectionType: "ALL" };
  if (projects === "keys") return { ProjectionType: "KEYS_ONLY" };
  return { ProjectionType: "INCLUDE", NonKeyAttributes: [...projects] };
}

function keySchema(partitionKey: string, sortKey: string | undefined): CreateTableCommandInput["KeySchema"] {
  return [
    { AttributeName: partitionKey, KeyType: "HASH" },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: "RANGE" as const }]),
  ];
}
