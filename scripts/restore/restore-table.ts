import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import pMap from "p-map";
import type { StoredItem } from "./attribute-value.ts";
import { type Fate, keyOfItem, putItem } from "./put-item.ts";
import { itemsOf, type TableExport } from "./read-export.ts";

/** Writes at the same time. */
const writersMax = 16;
/** The result lists at most this many keys of items that were left alone. */
const keysToldMax = 20;

export type RestoredTable = {
  tableName: string;
  exportTime: string;
  promised: number;
  /** The first keys of items that differ, as DynamoDB writes them. */
  differing: string[];
} & Record<Fate, number>;

/**
 * Writes every item of the export into its table. The export must be verified before. After an interruption, simply run
 * it again.
 *
 * @param nameOf The name of the table to write into.
 * @throws RestoreError when the export is not complete.
 */
export async function restoreTable(
  client: DynamoDBClient,
  exported: TableExport,
  nameOf: (exported: TableExport) => string,
  onItem: () => void,
): Promise<RestoredTable> {
  const target = { tableName: nameOf(exported), table: exported.table };
  const counts: Record<Fate, number> = { written: 0, "there already": 0, "differs, left alone": 0 };
  const differing: string[] = [];
  const put = async (item: StoredItem) => {
    const fate = await putItem(client, target, item);
    counts[fate] += 1;
    if (fate === "differs, left alone" && differing.length < keysToldMax) {
      differing.push(JSON.stringify(keyOfItem(target.table, item)));
    }
    onItem();
  };
  for (const file of exported.files) await pMap(itemsOf(file), put, { concurrency: writersMax });
  const { exportTime, itemCount: promised } = exported;
  return { tableName: target.tableName, exportTime, promised, differing, ...counts };
}
