import { isDeepStrictEqual } from "node:util";
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { ownValue } from "../../shared/domain/own-value.ts";
import type { Table } from "../../shared/tables.ts";
import type { StoredItem } from "./attribute-value.ts";
import { RestoreError } from "./restore-error.ts";

/** Another item under the same key is newer than the export, so it stays. */
export type Fate = "written" | "there already" | "differs, left alone";

/**
 * Writes the item if there is none under its key. A second run changes nothing.
 * @throws RestoreError when there is no such table.
 */
export async function putItem(
  client: DynamoDBClient,
  { tableName, table }: { tableName: string; table: Table },
  item: StoredItem,
): Promise<Fate> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: "attribute_not_exists(#key)",
        ExpressionAttributeNames: { "#key": table.partitionKey },
      }),
    );
    return "written";
  } catch (error) {
    if (error instanceof ResourceNotFoundException) throw noTable(tableName);
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const Key = keyOfItem(table, item);
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return isDeepStrictEqual(Item, item) ? "there already" : "differs, left alone";
  }
}

export function noTable(tableName: string): RestoreError {
  return new RestoreError(`There is no table ${tableName}: deploy the stage first, or name another --table-prefix.`);
}

/** The key attributes of the item in this table. */
export function keyOfItem({ partitionKey, sortKey }: Table, item: StoredItem): StoredItem {
  const names = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = ownValue(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
