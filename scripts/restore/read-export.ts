import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import pMap from "p-map";
import * as z from "zod";
import { type Table, tables } from "../../shared/tables.ts";
import { exportedLine, type StoredItem } from "./attribute-value.ts";
import { RestoreError } from "./restore-error.ts";

/** One data file of an export, with the numbers from its manifest. */
type DataFile = { path: string; itemCount: number; md5: string };

/** The export of one table. */
export type TableExport = { table: Table; tableName: string; exportTime: string; itemCount: number; files: DataFile[] };

const summaryName = "manifest-summary.json";

const summary = z.object({
  tableArn: z.string().regex(/:table\/.+$/),
  exportTime: z.string(),
  itemCount: z.int().min(0),
  outputFormat: z.string(),
  exportType: z.string().default("FULL_EXPORT"),
});

const manifestLine = z.object({ itemCount: z.int().min(0), md5Checksum: z.string(), dataFileS3Key: z.string() });

/** Exports read at the same time; there is one for each table. */
const exportsAtOnce = 8;

/**
 * The exports anywhere below the folder, as `aws s3 sync` copies them, in the order of `tables`.
 *
 * @throws RestoreError when a manifest is missing, or is not that of a full export in DynamoDB JSON.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export async function readExports(folder: string): Promise<TableExport[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new RestoreError(`${folder} cannot be read: name the folder that holds the exports.`);
  });
  const summaries = names.filter((name) => basename(name) === summaryName);
  if (summaries.length === 0) {
    throw new RestoreError(`${folder} holds no ${summaryName}: bring whole exports, with their manifests.`);
  }
  const exports = await pMap(summaries, (name) => readExport(join(folder, dirname(name))), {
    concurrency: exportsAtOnce,
  });
  const order: string[] = Object.values(tables).map(({ name }) => name);
  exports.sort((a, b) => order.indexOf(a.table.name) - order.indexOf(b.table.name));
  for (const [position, { table }] of exports.entries()) {
    if (exports[position + 1]?.table === table) {
      throw new RestoreError(`${folder} holds two exports of ${table.name}: keep the one that is to be restored.`);
    }
  }
  return exports;
}

async function readExport(folder: string): Promise<TableExport> {
  const told = parseManifest(summary, await readFile(join(folder, summaryName), "utf8"), join(folder, summaryName));
  if (told.exportType !== "FULL_EXPORT" || told.outputFormat !== "DYNAMODB_JSON") {
    throw new RestoreError(
      `${folder} is ${told.exportType} in ${told.outputFormat}: only full exports in DYNAMODB_JSON.`,
    );
  }
  const tableName = told.tableArn.slice(told.tableArn.indexOf(":table/") + ":table/".length);
  const table: Table | undefined = Object.values(tables).find(({ name }) => name === tableName.split("-").at(-1));
  if (table === undefined) throw new RestoreError(`${folder} is an export of ${tableName}, which is no table of ours.`);

  const manifest = await readFile(join(folder, "manifest-files.json"), "utf8").catch(() => {
    throw new RestoreError(`${folder} lacks manifest-files.json: bring the whole export.`);
  });
  const files = manifest
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { itemCount, md5Checksum, dataFileS3Key } = parseManifest(manifestLine, line, "manifest-files.json");
      return { path: join(folder, "data", basename(dataFileS3Key)), itemCount, md5: md5Checksum };
    });
  const promised = files.reduce((sum, { itemCount }) => sum + itemCount, 0);
  if (promised !== told.itemCount) {
    throw new RestoreError(
      `${folder}: the manifests disagree on the number of items, ${told.itemCount} and ${promised}.`,
    );
  }
  return { table, tableName, exportTime: told.exportTime, itemCount: told.itemCount, files };
}

function parseManifest<Schema extends z.ZodType>(schema: Schema, text: string, name: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new RestoreError(`${name} is not what DynamoDB writes: bring the export again.`);
  }
}

/**
 * Reads all of the export and stores nothing.
 * @throws RestoreError when it is not complete, naming the file.
 */
export async function verifyExport({ files }: TableExport): Promise<void> {
  for (const file of files) {
    await verifyFile(file);
    // Reads to the end, where the number of items is checked.
    for await (const _ of itemsOf(file));
  }
}

/** @throws RestoreError when the file is missing or differs from the file that DynamoDB wrote. */
async function verifyFile({ path, md5 }: DataFile): Promise<void> {
  const hash = createHash("md5");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch {
    throw new RestoreError(`${path} is missing: bring the whole export.`);
  }
  if (hash.digest("base64") !== md5) throw new RestoreError(`${path} is damaged: bring the export again.`);
}

/** @throws RestoreError naming the line that is not an item, or when the number of items differs from the manifest. */
export async function* itemsOf({ path, itemCount }: DataFile): AsyncGenerator<StoredItem> {
  let count = 0;
  for await (const line of linesOf(unzipped(path))) {
    if (line === "") continue;
    count++;
    yield parseLine(line, `${path}, line ${count}`);
  }
  if (count !== itemCount) throw new RestoreError(`${path} holds ${count} items, its manifest says ${itemCount}.`);
}

async function* unzipped(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path).pipe(createGunzip());
  } catch {
    throw new RestoreError(`${path} cannot be unzipped: bring the export again.`);
  }
}

/** Splits by line feed only: node:readline also splits at U+2028, which a text may contain. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest + decoder.decode();
}

function parseLine(line: string, where: string): StoredItem {
  try {
    return exportedLine.parse(JSON.parse(line)).Item;
  } catch {
    throw new RestoreError(`${where} is no item.`);
  }
}
