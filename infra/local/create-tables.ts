import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  ListTablesCommand,
  UpdateTableCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { localCredentials } from "../../shared/store/database.ts";
import { type Table, type TableIndex, tables } from "../../shared/tables.ts";

const requestTimeoutMillis = 10_000;
/** DynamoDB's own limit of tables in one answer. We have far fewer. */
const listedTablesMax = 100;

/** In seconds. An engine may answer a moment before a table is ready. */
const creationWait = { maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.5 };

type Engine = { endpoint: string; region: string; tablePrefix: string };

/**
 * Creates the missing tables of `shared/tables.ts`, and the indexes that tables of an earlier release lack. When it
 * returns, they are ready.
 */
export async function createTables(engine: Engine): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: engine.region,
    credentials: localCredentials,
    requestHandler: { requestTimeout: requestTimeoutMillis, throwOnRequestTimeout: true },
  });
  try {
    const listed = await client.send(new ListTablesCommand({ Limit: listedTablesMax }));
    const there = new Set(listed.TableNames);
    const nameOf = ({ name }: Table) => engine.tablePrefix + name;
    const [known, missing] = [true, false].map((isThere) =>
      Object.values<Table>(tables).filter((table) => there.has(nameOf(table)) === isThere),
    );
    for (const table of missing ?? []) await client.send(new CreateTableCommand(tableInput(table, nameOf(table))));
    for (const table of missing ?? [])
      await waitUntilTableExists({ client, ...creationWait }, { TableName: nameOf(table) });
    for (const table of known ?? []) await addIndexes(client, table, nameOf(table));
  } finally {
    client.destroy();
  }
}

async function addIndexes(client: DynamoDBClient, table: Table, TableName: string): Promise<void> {
  const described = await client.send(new DescribeTableCommand({ TableName }));
  const there = new Set(described.Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName));
  for (const index of table.indexes.filter(({ name }) => !there.has(name))) {
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: definitions([table.partitionKey, table.sortKey, index.partitionKey, index.sortKey]),
        GlobalSecondaryIndexUpdates: [{ Create: indexInput(index) }],
      }),
    );
    await waitUntilTableExists({ client, ...creationWait }, { TableName });
  }
}

function tableInput(table: Table, TableName: string): CreateTableCommandInput {
  const { partitionKey, sortKey, indexes } = table;
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: definitions([
      partitionKey,
      sortKey,
      ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
    ]),
    KeySchema: keySchema(partitionKey, sortKey),
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(indexInput) }),
  };
}

function definitions(keys: readonly (string | undefined)[]): CreateTableCommandInput["AttributeDefinitions"] {
  const names = new Set(keys.filter((key) => key !== undefined));
  return [...names].map((name) => ({ AttributeName: name, AttributeType: "S" }));
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
