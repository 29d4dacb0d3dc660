import { isDeepStrictEqual } from "node:util";
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Table } from "../../shared/tables.ts";
import type { StoredItem } from "./attribute-value.ts";

/** Another item that stands under the key is newer than the export, so it stays. */
export type Fate = "written" | "there already" | "differs, left alone";

/** Writes the item where nothing stands under its key. Running it again changes nothing. */
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
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const names = [table.partitionKey, ...(table.sortKey === undefined ? [] : [table.sortKey])];
    const key = Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }));
    return isDeepStrictEqual(Item, item) ? "there already" : "differs, left alone";
  }
}
