import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { allItems, exportTable, type PlainItem } from "../../scripts/release-fixture/export-table.ts";
import { readExports } from "../../scripts/restore/read-export.ts";
import { restoreTable } from "../../scripts/restore/restore-table.ts";
import { localCredentials } from "../../shared/store/database.ts";
import { ledgerOfficesKey } from "../../shared/store/ledger-offices-store.ts";
import { migrationKey } from "../../shared/store/migration-store.ts";
import { type Table, tables } from "../../shared/tables.ts";

const region = "eu-south-1";
const sourcePrefix = "sentinella-prod-";
const itemsPerTable = 40;

/** Every kind of attribute, a number beyond a double's digits, and text that a line-by-line reader may stumble over. */
const oneOfEach: PlainItem = {
  text: { S: 'à "quoted"\nand a second line\u2028' },
  number: { N: "0.12345678901234567890123456789" },
  yes: { BOOL: true },
  nothing: { NULL: true },
  list: { L: [{ N: "1" }, { M: { deep: { S: "" } } }] },
  texts: { SS: ["a", "b"] },
  numbers: { NS: ["1", "2.5"] },
  bytes: { B: new Uint8Array([0, 255, 128, 10, 13]) },
};

function itemOf({ partitionKey, sortKey }: Table, number: number): PlainItem {
  return {
    ...oneOfEach,
    [partitionKey]: { S: `part ${number % 7}` },
    ...(sortKey === undefined ? { [partitionKey]: { S: `key ${number}` } } : { [sortKey]: { S: `sort ${number}` } }),
  };
}

let engine: Engine;
let client: DynamoDBClient;
let folder: string;
let prefixes = 0;

beforeAll(async () => {
  engine = await startEngine({ kind: chooseEngine() });
  client = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials: localCredentials });
  folder = await mkdtemp(join(tmpdir(), "sentinella-exports-"));
  await createTables({ endpoint: engine.endpoint, region, tablePrefix: sourcePrefix });
  for (const table of Object.values(tables)) {
    for (let number = 0; number < itemsPerTable; number++) {
      const TableName = sourcePrefix + table.name;
      await client.send(new PutItemCommand({ TableName, Item: itemOf(table, number) }));
    }
  }
});
afterAll(async () => {
  client?.destroy();
  await engine?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The exports of these tables in a folder of their own. */
async function exportsOf(names: readonly string[]): Promise<string> {
  const bucket = await mkdtemp(join(folder, "bucket-"));
  for (const name of names) await exportTable(client, sourcePrefix + name, bucket);
  return bucket;
}

async function restore(from: string, tablePrefix: string): Promise<{ code: number; out: string; err: string }> {
  const script = join(import.meta.dirname, "../../scripts/restore.ts");
  const args = [script, "--export", from, "--table-prefix", tablePrefix, "--endpoint", engine.endpoint];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, "close");
  return { code, out, err: err.trim() };
}

function emptyPrefix(): string {
  prefixes++;
  return `restored${prefixes}-`;
}

describe("a backup", () => {
  test("rebuilds an empty engine item for item, and a second run changes nothing", async () => {
    const names = Object.values(tables).map(({ name }) => name);
    const bucket = await exportsOf(names);
    const prefix = emptyPrefix();

    const first = await restore(bucket, prefix);
    expect(first.code, first.err).toBe(0);
    for (const name of names) {
      const before = await allItems(client, sourcePrefix + name);
      expect(before).toHaveLength(itemsPerTable);
      expect(await allItems(client, prefix + name)).toEqual(before);
    }

    const second = await restore(bucket, prefix);
    expect(second.code).toBe(0);
    expect(second.out).toMatch(new RegExp(`${prefix}Sites .*${itemsPerTable} .* 0 .*${itemsPerTable} `));
  });

  test("never overwrites what has been written since, and says how much it left alone", async () => {
    const bucket = await exportsOf(["Settings"]);
    const prefix = emptyPrefix();
    await createTables({ endpoint: engine.endpoint, region, tablePrefix: prefix });
    const newer = { ...itemOf(tables.settings, 3), text: { S: "newer" } };
    await client.send(new PutItemCommand({ TableName: `${prefix}Settings`, Item: newer }));

    const { code, out } = await restore(bucket, prefix);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`Settings .*${itemsPerTable - 1} .* 0 .* 1 `));
    expect(out).toContain(`${prefix}Settings left alone: {"name":{"S":"part 3"},"version":{"S":"sort 3"}}`);
    const texts = (await allItems(client, `${prefix}Settings`)).map(({ text }) => text?.S);
    expect(texts.filter((text) => text === "newer")).toHaveLength(1);
  });

  test("lets the migrations of its tables run anew, also where it says itself that they are through", async () => {
    const through = { ...marshall(migrationKey("alert-heads")), passes: { N: "2" } };
    const isThrough = async (prefix: string) =>
      (await allItems(client, `${prefix}Settings`)).some(({ name, version }) =>
        isDeepStrictEqual({ name, version }, marshall(migrationKey("alert-heads"))),
      );
    const put = (prefix: string) => client.send(new PutItemCommand({ TableName: `${prefix}Settings`, Item: through }));

    const unrelated = emptyPrefix();
    await createTables({ endpoint: engine.endpoint, region, tablePrefix: unrelated });
    await put(unrelated);
    const enrolments = await restore(await exportsOf(["Enrolments"]), unrelated);
    expect([await isThrough(unrelated), enrolments.out.includes("waits for the job migrate")]).toEqual([true, false]);
    // A migration that goes through another table fills what is restored here.
    const institutes = await restore(await exportsOf(["Institutes"]), unrelated);
    expect(institutes.out).toContain("waits for the job migrate");

    const prefix = emptyPrefix();
    await createTables({ endpoint: engine.endpoint, region, tablePrefix: prefix });
    await put(prefix);
    await put(sourcePrefix);
    const { out } = await restore(await exportsOf(["Alerts", "Settings"]), prefix);
    await client.send(
      new DeleteItemCommand({ TableName: `${sourcePrefix}Settings`, Key: marshall(migrationKey("alert-heads")) }),
    );
    expect([await isThrough(prefix), out.includes("waits for the job migrate")]).toEqual([false, true]);
  });
});

describe("the date from which each office has its part of the mail ledger", () => {
  const dateOf = async (prefix: string) =>
    (await allItems(client, `${prefix}Settings`)).find(({ name }) => name?.S === ledgerOfficesKey.name)?.from?.S;
  const settle = (prefix: string, from: string) =>
    client.send(new PutItemCommand({ TableName: `${prefix}Settings`, Item: marshall({ ...ledgerOfficesKey, from }) }));

  test("comes back with the ledger, whatever the new stage has settled, and stays where the ledger does", async () => {
    await settle(sourcePrefix, "2026-02-14");
    const bucket = await exportsOf(["Settings", "MailLedger"]);
    const settingsAlone = await exportsOf(["Settings"]);
    await client.send(new DeleteItemCommand({ TableName: `${sourcePrefix}Settings`, Key: marshall(ledgerOfficesKey) }));
    const earlier = await exportsOf(["Settings", "MailLedger"]);
    for (const [exports, expected] of [
      [bucket, "2026-02-14"],
      [settingsAlone, "2026-11-30"],
      [earlier, undefined],
    ] as const) {
      const prefix = emptyPrefix();
      await createTables({ endpoint: engine.endpoint, region, tablePrefix: prefix });
      await settle(prefix, "2026-11-30");
      await restore(exports, prefix);
      expect(await dateOf(prefix)).toBe(expected);
    }
  });
});

describe("an export that is not whole is refused before anything is written", () => {
  const damages: [what: string, damage: (exported: string) => Promise<void>, sentence: RegExp][] = [
    [
      "a data file with a changed byte",
      async (exported) => appendFile(join(exported, "data/part1.json.gz"), "x"),
      /part1\.json\.gz is damaged/,
    ],
    ["a data file that is missing", async (exported) => rm(join(exported, "data/part0.json.gz")), /is missing/],
    [
      "a manifest that is missing",
      async (exported) => rm(join(exported, "manifest-files.json")),
      /lacks manifest-files\.json/,
    ],
    [
      "manifests that disagree",
      async (exported) => {
        const path = join(exported, "manifest-files.json");
        const [first = ""] = (await readFile(path, "utf8")).split("\n");
        await writeFile(path, first);
      },
      /disagree on the number of items, 40 and 20/,
    ],
    [
      "an incremental export",
      async (exported) => edit(join(exported, "manifest-summary.json"), "FULL_EXPORT", "INCREMENTAL_EXPORT"),
      /INCREMENTAL_EXPORT in DYNAMODB_JSON: only full exports/,
    ],
    [
      "the export of another table",
      async (exported) => edit(join(exported, "manifest-summary.json"), "prod-Sites", "prod-Orders"),
      /sentinella-prod-Orders, which is no table of ours/,
    ],
  ];

  test.each(damages)("%s", async (_, damage, sentence) => {
    const bucket = await exportsOf(["Sites"]);
    const [exportId = ""] = await readdir(join(bucket, "AWSDynamoDB"));
    await damage(join(bucket, "AWSDynamoDB", exportId));
    const prefix = emptyPrefix();
    const { code, err } = await restore(bucket, prefix);
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    await createTables({ endpoint: engine.endpoint, region, tablePrefix: prefix });
    expect(await allItems(client, `${prefix}Sites`)).toEqual([]);
  });

  test.each([
    ["is cut short", (content: Buffer) => content.subarray(0, -12), /part1\.json\.gz cannot be unzipped/],
    ["lacks an item", withoutLastLine, /part1\.json\.gz holds 19 items, its manifest says 20/],
    ["holds what is no item", withBrokenLine, /part1\.json\.gz, line 20 is no item/],
  ])("a data file of a later table that %s, though its checksum is right", async (_, damage, sentence) => {
    const bucket = await exportsOf(["Institutes", "Sites"]);
    const exported = await exportTable(client, `${sourcePrefix}Sites`, bucket);
    const path = join(exported, "data/part1.json.gz");
    const before = await readFile(path);
    const after = damage(before);
    await writeFile(path, after);
    await edit(join(exported, "manifest-files.json"), md5Of(before), md5Of(after));
    const prefix = emptyPrefix();
    const { code, err } = await restore(bucket, prefix);
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    await createTables({ endpoint: engine.endpoint, region, tablePrefix: prefix });
    expect(await allItems(client, `${prefix}Institutes`)).toEqual([]);
  });

  test("into a table that is not there: the sentence names it", async () => {
    const [exported] = await readExports(await exportsOf(["Sites"]));
    if (exported === undefined) throw new Error("no export");
    await expect(restoreTable(client, exported, () => "nowhere-Sites", vi.fn())).rejects.toThrow(
      /There is no table nowhere-Sites/,
    );
  });

  test("a folder without exports", async () => {
    const { code, err } = await restore(await mkdtemp(join(folder, "empty-")), emptyPrefix());
    expect(code).toBe(1);
    expect(err).toMatch(/holds no manifest-summary\.json/);
  });
});

function md5Of(content: Buffer): string {
  return createHash("md5").update(content).digest("base64");
}

function withoutLastLine(content: Buffer): Buffer {
  return gzipSync(
    gunzipSync(content)
      .toString()
      .replace(/[^\n]*\n$/, ""),
  );
}

function withBrokenLine(content: Buffer): Buffer {
  return gzipSync(gunzipSync(content).toString().replace(/\}\n$/, "\n"));
}

async function edit(path: string, before: string, after: string): Promise<void> {
  await writeFile(path, (await readFile(path, "utf8")).replaceAll(before, after));
}
