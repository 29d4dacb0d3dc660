import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { constants, existsSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  DynamoDBServiceException,
  ListTablesCommand,
  ResourceInUseException,
} from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { localCredentials } from "../../shared/store/database.ts";
import { fileFault, LocalCloudError, unusable } from "./cloud-error.ts";
import { makePrivateFolder } from "./private-files.ts";
import { replaceFile } from "./replace-file.ts";

/** An embedded DynamoDB. Dynoxide (SQLite) is fast and comes as a binary. dynalite (LevelDB) runs on every Node. */
export type EngineKind = "dynoxide" | "dynalite";

export type Engine = {
  kind: EngineKind;
  endpoint: string;
  /** Resolves when the process has ended, for any reason. */
  ended: Promise<EngineEnd>;
  /** Ends the process. All answered writes stay. */
  stop(): Promise<void>;
};

/** How the process ended, such as `SIGKILL` or `exit code 1`, and the last words it printed. */
export type EngineEnd = { how: string; lastWords: string };

/** The file in the data folder that names its engine: neither engine can read the other's files. */
const markerFile = "engine.json";
const markerSchema = z.object({ engine: z.enum(["dynoxide", "dynalite"]) });

/** The place of each engine's data inside the folder. */
const contentOf = { dynoxide: "dynoxide.db", dynalite: "dynalite" } as const satisfies Record<EngineKind, string>;

const host = "127.0.0.1";

/** A start is repeated, because the killed process of an earlier start may still hold the folder or the port. */
const startsMax = 5;
const startPauseMillis = 300;
const startTimeoutMillis = 20_000;
const stopTimeoutMillis = 5_000;

/** Chooses Dynoxide if its platform package is installed. */
export function chooseEngine(): EngineKind {
  return dynoxideBinary() === undefined ? "dynalite" : "dynoxide";
}

/**
 * Starts an embedded engine on the loopback interface in its own process. That process ends with this one, in whatever
 * way this one ends.
 * @param options without `dataDir` the tables are in memory; without `port` it takes a free one
 * @throws LocalCloudError with a sentence that says what to do
 */
export async function startEngine(options: { kind: EngineKind; dataDir?: string; port?: number }): Promise<Engine> {
  const { kind, dataDir, port } = options;
  const engineOf = ({ child, endpoint, ended }: RunningProcess): Engine => {
    return { kind, endpoint, ended, stop: () => stopProcess(child) };
  };
  if (dataDir === undefined) return engineOf(await startProcess(kind, port, undefined, async () => undefined));
  const folder = await claimFolder(dataDir, kind);
  const running = await startProcess(kind, port, dataDir, (endpoint) =>
    folder === "known" ? checkCanary(endpoint, dataDir) : putCanary(endpoint),
  );
  try {
    await replaceFile(join(dataDir, markerFile), `${JSON.stringify({ engine: kind })}\n`);
  } catch (error) {
    await stopProcess(running.child);
    if (error instanceof LocalCloudError) throw error;
    const { lastWords } = await running.ended;
    throw startError(kind, port, dataDir, `${lastWords} ${error instanceof Error ? error.message : ""}`.trim());
  }
  return engineOf(running);
}

/** Checks that the folder belongs to this engine or to none. */
async function claimFolder(dataDir: string, kind: EngineKind): Promise<"new" | "known"> {
  await makePrivateFolder(dataDir);
  await access(dataDir, constants.W_OK).catch((fault: unknown) => {
    throw fileFault(dataDir, "written", fault);
  });
  const owner = await folderOwner(dataDir);
  if (owner !== undefined && owner !== kind) {
    throw new LocalCloudError(
      `${dataDir} was written by the engine ${owner}, which ${kind} cannot read: ${engineSentence[owner]}, choose another folder with --data, or begin anew with --fresh.`,
    );
  }
  return existsSync(join(dataDir, markerFile)) ? "known" : "new";
}

async function folderOwner(dataDir: string): Promise<EngineKind | undefined> {
  const marker = await readFile(join(dataDir, markerFile), "utf8").catch(() => undefined);
  if (marker === undefined) {
    // A first start that was killed may already have made its files.
    return (["dynoxide", "dynalite"] as const).find((kind) => existsSync(join(dataDir, contentOf[kind])));
  }
  const owner = markerSchema.safeParse(parseJson(marker));
  if (!owner.success) throw damaged(dataDir);
  if (!existsSync(join(dataDir, contentOf[owner.data.engine]))) throw damaged(dataDir);
  return owner.data.engine;
}

/**
 * Both engines treat an emptied or shortened file as a new one. So the first start adds a special table. A folder
 * without it has lost data.
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
        // A first start that was killed may already have made it.
        if (!(error instanceof ResourceInUseException)) throw error;
      });
  });
}

async function checkCanary(endpoint: string, dataDir: string): Promise<void> {
  await withClient(endpoint, async (client) => {
    await client.send(new DescribeTableCommand({ TableName: canaryTable })).catch((error: unknown) => {
      // Any answer of the engine means damage. No answer at all has another cause.
      throw error instanceof DynamoDBServiceException ? damaged(dataDir) : error;
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

type RunningProcess = { child: ChildProcess; endpoint: string; ended: Promise<EngineEnd> };

async function startProcess(
  kind: EngineKind,
  port: number | undefined,
  dataDir: string | undefined,
  check: (endpoint: string) => Promise<void>,
): Promise<RunningProcess> {
  let trouble = "";
  for (let start = 0; start < startsMax; start++) {
    if (start > 0) await pause(startPauseMillis);
    const child = await spawnEngine(kind, port, dataDir === undefined ? undefined : join(dataDir, contentOf[kind]));
    const words = openWords(child);
    const ended = endOf(child, words);
    const started = await listening(child, words, ended, check).catch(async (error: unknown) => {
      await stopProcess(child);
      throw error;
    });
    if (started.kind === "listening") return { child, endpoint: started.endpoint, ended };
    await stopProcess(child);
    trouble = started.trouble;
    // The engine may also be killed while it starts.
    if (!isPassing(trouble) && (await ended).how !== "SIGKILL") break;
  }
  throw startError(kind, port, dataDir, trouble);
}

/** An engine may print a line for each request. */
const wordsMax = 2_000;

type Words = { said: () => string; onMore: (listener: () => void) => void };

/** Keeps the last words that the process prints. */
function openWords({ stdout, stderr }: ChildProcess): Words {
  let said = "";
  const listeners: (() => void)[] = [];
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-wordsMax);
    for (const listener of listeners) listener();
  };
  stdout?.on("data", hear);
  stderr?.on("data", hear);
  return { said: () => said, onMore: (listener) => listeners.push(listener) };
}

function endOf(child: ChildProcess, words: Words): Promise<EngineEnd> {
  const { promise, resolve } = Promise.withResolvers<EngineEnd>();
  // The event `close` comes after all output was read; the event `exit` may come before.
  child.once("close", (code, signal) =>
    resolve({ how: signal ?? `exit code ${code}`, lastWords: words.said().trim() }),
  );
  child.once("error", (error) => resolve({ how: "no process", lastWords: error.message }));
  return promise;
}

/** An earlier process may hold the port or the folder for a moment. A killed process prints nothing. */
function isPassing(trouble: string): boolean {
  return trouble === "" || /in use|EADDRINUSE|locked|not open/i.test(trouble);
}

function startError(kind: EngineKind, port: number | undefined, dataDir: string | undefined, trouble: string) {
  if (port !== undefined && /in use|EADDRINUSE/i.test(trouble)) {
    return new LocalCloudError(`Port ${port} is in use: stop what listens there, or choose another port.`);
  }
  const unwritable = dataDir === undefined ? undefined : whyUnwritable(trouble);
  if (dataDir !== undefined && unwritable !== undefined) return unusable(dataDir, "written", unwritable);
  if (dataDir !== undefined && /locked|not open/i.test(trouble)) {
    return new LocalCloudError(
      `${dataDir} is in use by another process, or damaged: stop the other one, restore the folder from a backup, or begin anew with --fresh.`,
    );
  }
  if (dataDir !== undefined && /SQLite|corrupt|malformed/i.test(trouble)) return damaged(dataDir);
  return new LocalCloudError(
    `The engine ${kind} does not start (${trouble.replace(/\s+/g, " ") || "it ends at once"}): try npm ci, then start again.`,
  );
}

/** The code when an engine says that its disk is full or not writable; undefined for other words. */
export function whyUnwritable(trouble: string): string | undefined {
  if (/ENOSPC|no space left|disk is full|disk I\/O error/i.test(trouble)) return "ENOSPC";
  return /E(?:ROFS|ACCES|PERM)\b|read-?only|permission denied|not permitted|unable to open database file/i.exec(
    trouble,
  )?.[0];
}

function damaged(dataDir: string): LocalCloudError {
  return new LocalCloudError(
    `The data folder ${dataDir} is damaged: restore it from a backup, or begin anew with --fresh, which deletes its content.`,
  );
}

/** How a person gets the chosen engine. */
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

/**
 * Below the ports that Linux, macOS and Windows use for outgoing connections. So an engine finds its own port free when
 * it starts again.
 */
const enginePorts = { min: 20_000, max: 32_767 };
const portsTriedMax = 50;

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  for (let tried = 0; tried < portsTriedMax; tried++) {
    const port = randomInt(enginePorts.min, enginePorts.max + 1);
    const server = createServer().listen(port, host);
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, "close");
    return port;
  }
  throw new LocalCloudError(
    `Of ${portsTriedMax} ports tried between ${enginePorts.min} and ${enginePorts.max} none is free: end something that listens there.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function spawnEngine(kind: EngineKind, asked: number | undefined, content: string | undefined) {
  const port = String(asked ?? (await freePort()));
  if (kind === "dynalite") {
    const script = fileURLToPath(new URL("./dynalite-server.ts", import.meta.url));
    const folder = content === undefined ? [] : [content];
    return spawnDetached(process.execPath, ["--no-warnings", script, port, ...folder]);
  }
  const binary = dynoxideBinary();
  if (binary === undefined) {
    throw new LocalCloudError(`The engine dynoxide is not installed: ${engineSentence.dynoxide}.`);
  }
  const file = content === undefined ? [] : ["--db-path", content];
  return spawnDetached("/bin/sh", ["-c", endWithParent, binary, "serve", "--host", host, "--port", port, ...file]);
}

/**
 * Dynoxide does not notice that its parent is gone. So a shell starts a watcher, and then becomes Dynoxide. The watcher
 * holds the other end of our pipe. When the pipe closes, by intent or because this process died, the watcher ends
 * Dynoxide. Only the owner may read its files.
 */
const endWithParent = `umask 077; exec 3<&0; (cat <&3; kill "$$") 3<&3 >/dev/null 2>&1 & exec "$0" "$@" 3<&- </dev/null`;

/** Detached, so that Ctrl-C in a terminal reaches only us; we then stop the engine last. */
function spawnDetached(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
}

type Started = { kind: "listening"; endpoint: string } | { kind: "failed"; trouble: string };

/**
 * Waits for the line with the address, which both engines print, then for a first answer and for the check.
 *
 * @throws LocalCloudError of the check
 */
async function listening(
  child: ChildProcess,
  words: Words,
  ended: Promise<EngineEnd>,
  check: (endpoint: string) => Promise<void>,
): Promise<Started> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  words.onMore(() => {
    // The line may arrive in parts.
    const endpoint = /listening on (http:\/\/\S+)\n/i.exec(words.said())?.[1];
    if (endpoint !== undefined) resolve(endpoint);
  });
  void ended.then(() => resolve(undefined));
  const tooLate = setTimeout(() => resolve(undefined), startTimeoutMillis);
  const endpoint = await promise;
  clearTimeout(tooLate);
  if (endpoint === undefined) {
    await stopProcess(child);
    return { kind: "failed", trouble: (await ended).lastWords };
  }
  try {
    // Dynalite opens its files after it started to listen, and only then finds that it cannot.
    await withClient(endpoint, (client) => client.send(new ListTablesCommand({ Limit: 1 })));
    await check(endpoint);
    return { kind: "listening", endpoint };
  } catch (error) {
    if (error instanceof LocalCloudError) throw error;
    await stopProcess(child);
    return { kind: "failed", trouble: `${words.said()} ${error instanceof Error ? error.message : ""}`.trim() };
  }
}

/** An engine ends when its standard input closes. */
async function stopProcess(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
  const exit = ended ? undefined : once(child, "exit");
  child.stdin?.destroy();
  const tooLate = setTimeout(() => child.kill("SIGKILL"), stopTimeoutMillis);
  await exit;
  clearTimeout(tooLate);
}
