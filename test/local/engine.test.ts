import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { LocalCloudError } from "../../infra/local/cloud-error.ts";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, type EngineKind, startEngine } from "../../infra/local/engine.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { localCredentials, openDatabase } from "../../shared/store/database.ts";
import { type SettingsStore, settingsStore } from "../../shared/store/settings-store.ts";
import { writtenOn } from "../rig/written-on.ts";
import { engineKinds, gathered } from "../store/on-each-engine.ts";
import { mayMount, smallDisk } from "./small-disk.ts";

let dataDir = "";
let engines: Engine[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "sentinella-engine-"));
});
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.stop()));
  engines = [];
  await rm(dataDir, { recursive: true });
});

async function start(options: Parameters<typeof startEngine>[0]): Promise<Engine> {
  const engine = await startEngine(options);
  engines.push(engine);
  return engine;
}

async function refusal(options: Parameters<typeof startEngine>[0]): Promise<string> {
  const error = await start(options).then(
    () => "it started",
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LocalCloudError);
  return error instanceof Error ? error.message : "";
}

function placeOf({ endpoint }: Engine) {
  return { endpoint, region: "eu-south-1", tablePrefix: "test-" };
}

async function settingsOn(engine: Engine): Promise<SettingsStore> {
  const place = placeOf(engine);
  await createTables(place);
  return settingsStore(openDatabase({ ...place, requestTimeoutMillis: 5_000 }));
}

/** The table of sites with the first of its indexes alone. */
const sitesOfEarlier: CreateTableCommandInput = {
  TableName: "test-Sites",
  BillingMode: "PAY_PER_REQUEST",
  AttributeDefinitions: [
    { AttributeName: "siteCode", AttributeType: "S" },
    { AttributeName: "instituteCode", AttributeType: "S" },
  ],
  KeySchema: [{ AttributeName: "siteCode", KeyType: "HASH" }],
  GlobalSecondaryIndexes: [
    {
      IndexName: "byInstitute",
      KeySchema: [
        { AttributeName: "instituteCode", KeyType: "HASH" },
        { AttributeName: "siteCode", KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ],
};

/** A folder with something in it, as a start leaves it behind. */
async function usedFolder(kind: EngineKind, folder = dataDir): Promise<void> {
  const engine = await start({ kind, dataDir: folder });
  await (await settingsOn(engine)).addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-16"));
  await engine.stop();
}

/** The files in which the engine keeps its tables. */
async function contentFiles(kind: EngineKind): Promise<string[]> {
  if (kind === "dynoxide") return [join(dataDir, "dynoxide.db")];
  return (await readdir(join(dataDir, "dynalite"))).map((name) => join(dataDir, "dynalite", name));
}

describe.each(engineKinds)("the engine %s", (kind) => {
  test("without a folder keeps its tables in memory, on the loopback interface", async () => {
    const engine = await start({ kind });
    expect(engine.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await settingsOn(engine)).addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-16"))).toBe(
      "created",
    );
  });

  test("finds its tables again after a restart", async () => {
    await usedFolder(kind);
    const settings = await settingsOn(await start({ kind, dataDir }));
    expect(await settings.territories()).toEqual(["LODI"]);
  });

  test("gives a table of an earlier release the index that it lacks, with what is in the table", async () => {
    const engine = await start({ kind, dataDir });
    const client = new DynamoDBClient({
      endpoint: engine.endpoint,
      region: "eu-south-1",
      credentials: localCredentials,
    });
    onTestFinished(() => client.destroy());
    await client.send(new CreateTableCommand(sitesOfEarlier));
    // An engine answers before the table can be used.
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.5 }, { TableName: "test-Sites" });
    const site = { siteCode: { S: "ZZEE80001B" }, instituteCode: { S: "ZZIC80001A" }, territory: { S: "LODI" } };
    await client.send(new PutItemCommand({ TableName: "test-Sites", Item: { ...site, name: { S: "PRIMARIA" } } }));
    const listed = async () => {
      const database = openDatabase({ ...placeOf(engine), requestTimeoutMillis: 5_000 });
      const query = { table: "sites", index: "byTerritory", partition: "LODI" } as const;
      return (await gathered(database.queryPages(query))).map(({ siteCode, name }) => [siteCode, name]);
    };
    await createTables(placeOf(engine));
    expect(await listed()).toEqual([["ZZEE80001B", "PRIMARIA"]]);
    // A second start finds nothing to do.
    await createTables(placeOf(engine));
    const other = { ...site, siteCode: { S: "ZZEE80002C" }, name: { S: "INFANZIA" } };
    await client.send(new PutItemCommand({ TableName: "test-Sites", Item: other }));
    expect(await listed()).toEqual([
      ["ZZEE80001B", "PRIMARIA"],
      ["ZZEE80002C", "INFANZIA"],
    ]);
    const byInstitute = new QueryCommand({
      TableName: "test-Sites",
      IndexName: "byInstitute",
      KeyConditionExpression: "instituteCode = :code",
      ExpressionAttributeValues: { ":code": site.instituteCode },
    });
    expect((await client.send(byInstitute)).Count).toBe(2);
  });

  test("listens on the port that was asked for, and says so when it is taken", async () => {
    const { endpoint } = await start({ kind });
    const port = Number(new URL(endpoint).port);
    expect(await refusal({ kind, port })).toBe(
      `Port ${port} is in use: stop what listens there, or choose another port.`,
    );
    await engines[0]?.stop();
    expect((await start({ kind, port })).endpoint).toBe(endpoint);
  });

  test("loses nothing that was answered when the process that started it is killed, and leaves the folder free", async () => {
    const script = fileURLToPath(new URL("./engine-process.ts", import.meta.url));
    const child = spawn(process.execPath, [script, kind, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
    const answered: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      answered.push(line);
      if (answered.length === 40) child.kill("SIGKILL");
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    const [endpoint = "", ...territories] = answered;

    const settings = await settingsOn(await start({ kind, dataDir }));
    const kept = new Set(await settings.territories());
    expect(territories.length).toBeGreaterThanOrEqual(39);
    expect(territories.filter((name) => !kept.has(name))).toEqual([]);
    await expect
      .poll(() =>
        fetch(endpoint).then(
          () => "answers",
          () => "is gone",
        ),
      )
      .toBe("is gone");
  });

  test("goes on with a folder whose first start was killed before it was marked", async () => {
    await usedFolder(kind);
    await rm(join(dataDir, "engine.json"));
    const settings = await settingsOn(await start({ kind, dataDir }));
    expect(await settings.territories()).toEqual(["LODI"]);
    expect(await stat(join(dataDir, "engine.json"))).toBeDefined();
  });

  test.each([
    ["a marker that says nothing", async () => writeFile(join(dataDir, "engine.json"), "{")],
    ["a marker of an engine nobody knows", async () => writeFile(join(dataDir, "engine.json"), '{"engine":"sqlite"}')],
    [
      "no tables",
      async () => {
        for (const file of await readdir(dataDir)) {
          if (file !== "engine.json") await rm(join(dataDir, file), { recursive: true });
        }
      },
    ],
  ])("refuses a folder with %s", async (_, damage) => {
    await usedFolder(kind);
    await damage();
    expect(await refusal({ kind, dataDir })).toBe(
      `The data folder ${dataDir} is damaged: restore it from a backup, or begin anew with --fresh, which deletes its content.`,
    );
  });

  test.each([
    ["emptied", ""],
    ["overwritten", "not a table ".repeat(100)],
  ])("refuses a folder whose tables were %s", async (_, content) => {
    await usedFolder(kind);
    for (const file of await contentFiles(kind)) await writeFile(file, content);
    expect(await refusal({ kind, dataDir })).toMatch(/damaged: .*restore .* or begin anew with --fresh/);
  });

  test.runIf(engineKinds.length > 1)("refuses the other engine's folder", async () => {
    const other = kind === "dynoxide" ? "dynalite" : "dynoxide";
    await usedFolder(other);
    expect(await refusal({ kind, dataDir })).toMatch(
      new RegExp(
        `^${dataDir} was written by the engine ${other}, which ${kind} cannot read: .* or begin anew with --fresh.$`,
      ),
    );
    expect(await (await settingsOn(await start({ kind: other, dataDir }))).territories()).toEqual(["LODI"]);
  });
});

test("dynalite refuses a folder that another process uses", async () => {
  await start({ kind: "dynalite", dataDir });
  expect(await refusal({ kind: "dynalite", dataDir })).toContain(`${dataDir} is in use by another process`);
});

test.each(engineKinds)("the files of %s are private to their owner, whatever the umask", async (kind) => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  await usedFolder(kind);
  const files = (await readdir(dataDir, { recursive: true })).map((name) => join(dataDir, name));
  expect(files.length).toBeGreaterThan(1);
  for (const file of files) {
    const found = await stat(file);
    expect([file, (found.mode & 0o777).toString(8)]).toEqual([file, found.isDirectory() ? "700" : "600"]);
  }
});

describe.runIf(mayMount).each(engineKinds)("the engine %s says in a sentence", (kind) => {
  test.each([4, 16])("that its disk of %i kB is full", async (kilobytes) => {
    const disk = smallDisk(kilobytes);
    expect(await refusal({ kind, dataDir: disk.path })).toMatch(
      /cannot be written \(ENOSPC\): make room on that disk, then start again/,
    );
  });

  test("that its disk can only be read", async () => {
    const disk = smallDisk(10_000);
    await usedFolder(kind, disk.path);
    disk.makeReadOnly();
    expect(await refusal({ kind, dataDir: disk.path })).toMatch(
      /cannot be written \(EROFS\): see to it that this user may do so/,
    );
  });
});

test("Dynoxide is chosen where it is installed", () => {
  expect(chooseEngine()).toBe(engineKinds[0]);
});

test("tables that are there are left alone", async () => {
  const engine = await start({ kind: "dynalite" });
  const settings = await settingsOn(engine);
  await settings.addTerritory("LODI", firstOfficeCode, writtenOn("2023-02-16"));
  expect(await (await settingsOn(engine)).territories()).toEqual(["LODI"]);
});
