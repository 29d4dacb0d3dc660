import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type AttributeValue, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";

export type PlainItem = Record<string, AttributeValue>;

/** Two data files, so that a reader that reads only the first fails. */
const dataFiles = 2;

/** Every item of the table. The order depends only on the items. */
export async function allItems(
  client: DynamoDBClient,
  tableName: string,
  change: (item: PlainItem) => PlainItem = (item) => item,
): Promise<PlainItem[]> {
  const items: PlainItem[] = [];
  let startKey: PlainItem | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }) }),
    );
    items.push(...(page.Items ?? []).map(change));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  // Engines return the attributes of an item in any order.
  const nameOf = (item: PlainItem) => JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * Writes the files that DynamoDB's export to S3 leaves in the bucket, as `aws s3 sync` copies them. The same items give
 * the same files.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export async function exportTable(
  client: DynamoDBClient,
  tableName: string,
  bucket: string,
  change?: (item: PlainItem) => PlainItem,
): Promise<string> {
  const items = await allItems(client, tableName, change);
  const exportId = `01693685827463-${createHash("md5").update(tableName).digest("hex").slice(0, 8)}`;
  const prefix = `AWSDynamoDB/${exportId}`;
  const folder = join(bucket, prefix);
  await mkdir(join(folder, "data"), { recursive: true });
  const manifest: string[] = [];
  for (let file = 0; file < dataFiles; file++) {
    const mine = items.filter((_, index) => index % dataFiles === file);
    const content = gzipSync(mine.map((item) => `${JSON.stringify({ Item: inDynamoJson(item) })}\n`).join(""));
    const name = `data/part${file}.json.gz`;
    await writeFile(join(folder, name), content);
    manifest.push(
      JSON.stringify({
        itemCount: mine.length,
        md5Checksum: createHash("md5").update(content).digest("base64"),
        etag: "0-1",
        dataFileS3Key: `${prefix}/${name}`,
      }),
    );
  }
  await writeFile(join(folder, "manifest-files.json"), `${manifest.join("\n")}\n`);
  await writeFile(
    join(folder, "manifest-summary.json"),
    JSON.stringify({
      version: "2020-06-30",
      exportArn: `arn:aws:dynamodb:eu-south-1:111111111111:table/${tableName}/export/${exportId}`,
      startTime: "2023-03-19T02:30:05.000Z",
      endTime: "2023-03-19T02:36:11.000Z",
      tableArn: `arn:aws:dynamodb:eu-south-1:111111111111:table/${tableName}`,
      tableId: "12345678-1234-1234-1234-123456789012",
      exportTime: "2023-03-19T02:30:00.000Z",
      s3Bucket: "exports",
      s3Prefix: null,
      s3SseAlgorithm: "AES256",
      s3SseKmsKeyId: null,
      manifestFilesS3Key: `${prefix}/manifest-files.json`,
      billedSizeBytes: 1_000,
      itemCount: items.length,
      outputFormat: "DYNAMODB_JSON",
      exportType: "FULL_EXPORT",
    }),
  );
  return folder;
}

/** A file holds bytes as base64 text. */
function inDynamoJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(inDynamoJson);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, inner]) => [name, inDynamoJson(inner)]));
}
