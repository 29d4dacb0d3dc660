import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { localCredentials } from "../../shared/store/database.ts";
import { LocalSetupError } from "./local-setup-error.ts";
import { replaceFile } from "./replace-file.ts";

/** An embedded DynamoDB. Dynoxide (SQLite) is fast and comes as a binary; dynalite (LevelDB) runs wherever Node does. */
export type EngineKind = "dynoxide" | "dynalite";

export type Engine = {
  kind: EngineKind;
  endpoint: string;
  /** Ends the process; what was answered stays. */
  stop(): Promise<void>;
};

/** Says in the data folder which engine wrote it: neither can read the other's files. */
const markerFile = "engine.json";
const markerSchema = z.object({ engine: z.enum(["dynoxide", "dynalite"]) });

/** Where each engine keeps its data inside the folder. */
const contentOf = { dynoxide: "dynoxide.db", dynalite: "dynalite" } as const satisfies Record<EngineKind, string>;

const host = "127.0.0.1";

/** A start is tried again when the process of a start that was killed has not yet let go of the folder or the port. */
const startsMax = 5;
const startPauseMillis = 300;
const startTimeoutMillis = 20_000;
const stopTimeoutMillis = 5_000;

/** Dynoxide where its platform package is installed. */
export function chooseEngine(): EngineKind {
  return dynoxideBinary() === undefined ? "dynalite" : "dynoxide";
}

/**
 * Starts an embedded engine on the loopback interface in a process of its own, which ends with this one, however this
 * one ends.
 * @param options without `dataDir` the tables are in memory; without `port` a free one is taken
 * @throws LocalSetupError with a sentence that says what to do
 */
export async function startEngine(options: { kind: EngineKind; dataDir?: string; port?: number }): Promise<Engine> {
  const { kind, dataDir, port } = options;
  if (dataDir === undefined) {
    const { child, endpoint } = await startProcess(kind, port, undefined);
    return { kind, endpoint, stop: () => stopProcess(child) };
  }
  const folder = await claimFolder(dataDir, kind);
  const { child, endpoint } = await startProcess(kind, port, dataDir);
  try {
    if (folder === "known") await checkCanary(endpoint, dataDir);
    else await putCanary(endpoint);
    await replaceFile(join(dataDir, markerFile), `${JSON.stringify({ engine: kind })}\n`);
  } catch (error) {
    await stopProcess(child);
    throw error;
  }
  return { kind, endpoint, stop: () => stopProcess(child) };
}

/** The folder is this engine's, or nobody's yet. */
async function claimFolder(dataDir: string, kind: EngineKind): Promise<"new" | "known"> {
  await mkdir(dataDir, { recursive: true });
  const owner = await folderOwner(dataDir);
  if (owner !== undefined && owner !== kind) {
    throw new LocalSetupError(
      `${dataDir} was written by the engine ${owner}, which ${kind} cannot read: ${engineSentence[owner]}, choose another folder with --data, or begin anew with --fresh.`,
    );
  }
  return existsSync(join(dataDir, markerFile)) ? "known" : "new";
}

async function folderOwner(dataDir: string): Promise<EngineKind | undefined> {
  const marker = await readFile(join(dataDir, markerFile), "utf8").catch(() => undefined);
  if (marker === undefined) {
    // A first start that was killed may have got so far as to make its files.
    return (["dynoxide", "dynalite"] as const).find((kind) => existsSync(join(dataDir, contentOf[kind])));
  }
  const owner = markerSchema.safeParse(parseJson(marker));
  if (!owner.success) throw damaged(dataDir);
  if (!existsSync(join(dataDir, contentOf[owner.data.engine]))) throw damaged(dataDir);
  return owner.data.engine;
}

/**
 * Both engines take an emptied or shortened file for a new one. So the first start leaves a table of its own behind,
 * and a folder in which it is missing has lost data.
 */
const canaryTable = "sentinella-engine-canary";

async function putCanary(endpoint: string): Promise<void> {
  await withClient(endpoint, async (client) => {
    await client
      .send(
        new CreateTableCommand({
          TableName: canaryTable,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "name", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "name", KeyType: "HASH" }],
        }),
      )
      .catch((error: unknown) => {
        // A first start that was killed got so far.
        if (!(error instanceof ResourceInUseException)) throw error;
      });
  });
}

async function checkCanary(endpoint: string, dataDir: string): Promise<void> {
  await withClient(endpoint, async (client) => {
    await client.send(new DescribeTableCommand({ TableName: canaryTable })).catch(() => {
      throw damaged(dataDir);
    });
  });
}

async function withClient(endpoint: string, use: (client: DynamoDBClient) => Promise<unknown>): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: "local",
    credentials: localCredentials,
    maxAttempts: 1,
    requestHandler: { requestTimeout: startTimeoutMillis, throwOnRequestTimeout: true },
  });
  try {
    await use(client);
  } finally {
    client.destroy();
  }
}

async function startProcess(kind: EngineKind, port: number | undefined, dataDir: string | undefined) {
  let trouble = "";
  for (let start = 0; start < startsMax; start++) {
    if (start > 0) await pause(startPauseMillis);
    const child = await spawnEngine(kind, port, dataDir === undefined ? undefined : join(dataDir, contentOf[kind]));
    const started = await listening(child);
    if (started.kind === "listening") return { child, endpoint: started.endpoint };
    await stopProcess(child);
    trouble = started.trouble;
    if (!isPassing(trouble)) break;
  }
  throw startError(kind, port, dataDir, trouble);
}

/** What the process of an earlier start may still be holding for a moment: the port, the folder. */
function isPassing(trouble: string): boolean {
  return /in use|EADDRINUSE|locked|not open/i.test(trouble);
}

function startError(kind: EngineKind, port: number | undefined, dataDir: string | undefined, trouble: string) {
  if (port !== undefined && /in use|EADDRINUSE/i.test(trouble)) {
    return new LocalSetupError(`Port ${port} is in use: stop what listens there, or choose another port.`);
  }
  if (dataDir !== undefined && /locked|not open/i.test(trouble)) {
    return new LocalSetupError(
      `${dataDir} is in use by another process, or damaged: stop the other one, restore the folder from a backup, or begin anew with --fresh.`,
    );
  }
  if (dataDir !== undefined && /SQLite|corrupt|malformed/i.test(trouble)) return damaged(dataDir);
  return new LocalSetupError(
    `The engine ${kind} does not start (${trouble.replace(/\s+/g, " ")}): try npm ci, then start again.`,
  );
}

function damaged(dataDir: string): LocalSetupError {
  return new LocalSetupError(
    `The data folder ${dataDir} is damaged: restore it from a backup, or begin anew with --fresh, which deletes its content.`,
  );
}

/** How one comes to have the engine chosen. */
const engineSentence = {
  dynoxide: "run npm ci on Linux (x64), where it is installed",
  dynalite: "use a machine for which there is no dynoxide",
} as const satisfies Record<EngineKind, string>;

function dynoxideBinary(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@dynoxide/linux-x64/package.json")), "dynoxide");
  } catch {
    return undefined;
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function spawnEngine(kind: EngineKind, port: number | undefined, content: string | undefined) {
  if (kind === "dynalite") {
    const script = fileURLToPath(new URL("./dynalite-server.ts", import.meta.url));
    const folder = content === undefined ? [] : [content];
    return spawnDetached(process.execPath, ["--no-warnings", script, String(port ?? 0), ...folder]);
  }
  const binary = dynoxideBinary();
  if (binary === undefined) {
    throw new LocalSetupError(`The engine dynoxide is not installed: ${engineSentence.dynoxide}.`);
  }
  const file = content === undefined ? [] : ["--db-path", content];
  const listenOn = String(port ?? (await freePort()));
  return spawnDetached("/bin/sh", ["-c", endWithParent, binary, "serve", "--host", host, "--port", listenOn, ...file]);
}

/**
 * Dynoxide does not notice that its parent is gone. So a shell becomes Dynoxide after leaving behind a watcher that
 * holds the other end of a pipe of ours: when the pipe closes, by intent or because this process died, the watcher
 * ends Dynoxide.
 */
const endWithParent = `exec 3<&0; (cat <&3; kill "$$") 3<&3 >/dev/null 2>&1 & exec "$0" "$@" 3<&- </dev/null`;

/** Detached: Ctrl-C in a terminal is for us, who then stop the engine last. */
function spawnDetached(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
}

type Started = { kind: "listening"; endpoint: string } | { kind: "failed"; trouble: string };

/** Waits for the line in which both engines say where they listen, and for a first answer. */
async function listening(child: ChildProcess): Promise<Started> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let said = "";
  const hear = (chunk: Buffer) => {
    said += chunk.toString("utf8");
    // The line may come in pieces.
    const endpoint = /listening on (http:\/\/\S+)\n/i.exec(said)?.[1];
    if (endpoint !== undefined) resolve(endpoint);
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  child.once("error", (error) => {
    said += error.message;
    resolve(undefined);
  });
  child.once("exit", () => resolve(undefined));
  const tooLate = setTimeout(() => resolve(undefined), startTimeoutMillis);
  const endpoint = await promise;
  clearTimeout(tooLate);
  if (endpoint === undefined) return { kind: "failed", trouble: said.trim() };
  try {
    // Dynalite opens its files, and finds that it cannot, after it has begun to listen.
    await withClient(endpoint, (client) => client.send(new ListTablesCommand({ Limit: 1 })));
    return { kind: "listening", endpoint };
  } catch (error) {
    await stopProcess(child);
    return { kind: "failed", trouble: `${said} ${error instanceof Error ? error.message : ""}`.trim() };
  }
}

/** Closing its standard input ends an engine. */
async function stopProcess(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const exit = ended ? undefined : once(child, "exit");
  child.stdin?.destroy();
  const tooLate = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMillis);
  await exit;
  clearTimeout(tooLate);
}
