import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import { createTables } from "../../infra/local/create-tables.ts";
import { itemsOf, readExports } from "../../scripts/restore/read-export.ts";
import { restoreTable } from "../../scripts/restore/restore-table.ts";
import { type Database, type Item, localCredentials } from "../../shared/store/database.ts";
import { tableEntries } from "../../shared/table-entries.ts";
import { type TableId, tables } from "../../shared/tables.ts";

const region = "eu-south-1";

const recorded = z.object({ user: z.string().nullable(), path: z.string(), status: z.number(), body: z.unknown() });
export type Recorded = z.output<typeof recorded>;

const storedTable = z.looseObject({
  name: z.string(),
  partitionKey: z.string(),
  sortKey: z.string().optional(),
  indexes: z.array(z.looseObject({ name: z.string() })),
});

const mailsAfter = z.array(z.object({ to: z.array(z.string()), kind: z.string(), surveyDate: z.string() }));

export const byText = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** The data that a release left for later ones, written by its own code: see `scripts/release-fixture.ts`. */
export type ReleaseFixture = {
  version: string;
  folder: string;
  tables: Record<string, z.output<typeof storedTable>>;
  /** One line for each resource of its stage. */
  resources: readonly string[];
  answers: readonly Recorded[];
  /** The mails of the next two days with their recipients, in the order of `byText`. */
  mailsAfter: readonly object[];
};

export async function releaseFixtures(): Promise<ReleaseFixture[]> {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  return Promise.all(entries.filter((entry) => entry.isDirectory()).map(({ name }) => readFixture(name)));
}

async function readFixture(version: string): Promise<ReleaseFixture> {
  const folder = join(import.meta.dirname, version);
  const answers = gunzipSync(await readFile(join(folder, "answers.ndjson.gz"))).toString();
  return {
    version,
    folder,
    tables: z.record(z.string(), storedTable).parse(JSON.parse(await readFile(join(folder, "tables.json"), "utf8"))),
    resources: (await readFile(join(folder, "templates.txt"), "utf8")).trim().split("\n"),
    answers: answers
      .trim()
      .split("\n")
      .map((line) => recorded.parse(JSON.parse(line))),
    mailsAfter: mailsAfter
      .parse(JSON.parse(await readFile(join(folder, "mails-after.json"), "utf8")))
      .map(({ to, kind, surveyDate }) => ({ to, kind, surveyDate }))
      .toSorted(byText),
  };
}

/** Restores all that the release had stored into tables of an engine, as after an upgrade of those tables. */
export async function restoreInto(
  endpoint: string,
  tablePrefix: string,
  { folder }: Pick<ReleaseFixture, "folder">,
): Promise<void> {
  await createTables({ endpoint, region, tablePrefix });
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  try {
    for (const exported of await readExports(folder)) {
      const nameOf = () => tablePrefix + exported.table.name;
      const { written, promised } = await restoreTable(client, exported, nameOf, () => undefined);
      if (written !== promised) throw new Error(`${exported.table.name}: ${written} of ${promised} items restored`);
    }
  } finally {
    client.destroy();
  }
}

/** All that the release had stored, by table. */
export async function storedItems({ folder }: Pick<ReleaseFixture, "folder">): Promise<Map<TableId, Item[]>> {
  const stored = new Map<TableId, Item[]>();
  for (const { table, files } of await readExports(folder)) {
    const id = tableEntries(tables).find(([, { name }]) => name === table.name)?.[0];
    if (id === undefined) throw new Error(`no table ${table.name}`);
    const items: Item[] = [];
    for (const file of files) for await (const item of itemsOf(file)) items.push(unmarshall(item));
    stored.set(id, items);
  }
  return stored;
}

/** Puts them into a table that is empty. */
export async function putAll(table: TableId, items: readonly Item[], database: Database): Promise<void> {
  const condition = { expression: `attribute_not_exists(#${tables[table].partitionKey})` };
  for (const item of items) await database.put(table, item, condition);
}

const pageItemsMax = 1_000;
const pagesMax = 100;

/** Every item of a table, by its key. */
export async function everyItem(database: Database, table: TableId): Promise<Map<string, Item>> {
  const { partitionKey, ...rest } = tables[table];
  const found = new Map<string, Item>();
  let last: Parameters<Database["scanPage"]>[1]["startAfter"];
  for (let page = 0; page < pagesMax; page++) {
    const scanned = await database.scanPage(table, {
      pageItemsMax,
      ...(last === undefined ? {} : { startAfter: last }),
    });
    for (const item of scanned.items) {
      const sort = "sortKey" in rest ? item[rest.sortKey] : "";
      found.set(`${item[partitionKey]} ${sort}`, item);
    }
    last = scanned.last;
    if (last === undefined) return found;
  }
  throw new Error(`more than ${pagesMax} pages`);
}
