import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Fate, putItem } from "./put-item.ts";
import { itemsOf, type TableExport, verifyFile } from "./read-export.ts";

/** Writes under way at once. */
const writersMax = 16;

export type RestoredTable = { tableName: string; exportTime: string; promised: number } & Record<Fate, number>;

/**
 * Writes every item of the export into its table. All files are looked at before the first item is written; a run
 * that was cut short is simply run again.
 *
 * @param nameOf The name of the table to write into.
 * @throws RestoreError when the export is not whole.
 */
export async function restoreTable(
  client: DynamoDBClient,
  exported: TableExport,
  nameOf: (exported: TableExport) => string,
  onItem: () => void,
): Promise<RestoredTable> {
  const target = { tableName: nameOf(exported), table: exported.table };
  const counts: Record<Fate, number> = { written: 0, "there already": 0, "differs, left alone": 0 };
  for (const file of exported.files) await verifyFile(file);
  for (const file of exported.files) {
    const items = itemsOf(file);
    // An async generator answers its callers in turn, so writers share it as a queue.
    const write = async () => {
      for (let next = await items.next(); !next.done; next = await items.next()) {
        counts[await putItem(client, target, next.value)] += 1;
        onItem();
      }
    };
    await Promise.all(Array.from({ length: writersMax }, write));
  }
  return { tableName: target.tableName, exportTime: exported.exportTime, promised: exported.itemCount, ...counts };
}
