import { createWriteStream } from "node:fs";
import { systemClock } from "../../shared/runtime/clock.ts";
import { createTables } from "./create-tables.ts";
import { type DataFolder, damagedFile, openDataFolder } from "./data-folder.ts";
import { chooseEngine, startEngine } from "./engine.ts";
import { pagesConfig, type Supplier } from "./identity.ts";
import { type LocalClock, openLocalClock, readClockState } from "./local-clock.ts";
import { localEndpoints } from "./local-endpoints.ts";
import { openLocalSecrets } from "./local-secrets.ts";
import { listen } from "./local-server.ts";
import { type LocalServices, openLocalServices } from "./local-services.ts";
import { startLocalSes } from "./local-ses.ts";
import { LocalSetupError } from "./local-setup-error.ts";
import type { LocalUser } from "./local-users.ts";
import { openMailFolder } from "./mail-folder.ts";
import { migrateData } from "./migrate-data.ts";
import { openScheduler } from "./scheduler.ts";
import { type CallAs, seedTown, suppliedInstitutes } from "./town.ts";
import { openWebPages } from "./web-pages.ts";

export type LocalCloudOptions = {
  dataFolder: string;
  /** 0 takes a free one. */
  port: number;
  /** Where the time of a new data folder stands; absent: it is the machine's. */
  now?: Date;
  /** Begin anew, whatever the data folder holds. */
  fresh: boolean;
  /** Leave out the synthetic town. */
  empty: boolean;
  /** Sees to it that the pages are built, and tells where; without them only the API is served. */
  pages?: () => Promise<string | undefined>;
  /** Told in a sentence what a start did to the data of an earlier release. */
  say?: (line: string) => void;
};

export type LocalCloud = {
  origin: string;
  engine: string;
  clock: LocalClock;
  /** Whether this start found an empty data folder. */
  isNew: boolean;
  users: readonly LocalUser[];
  /** Requests under way are answered, a running job ends. */
  stop: () => Promise<void>;
};

const region = "eu-south-1";
const tablePrefix = "sentinella-local-";
const suppliers: readonly Supplier[] = [{ clientId: "register-supplier", instituteCodes: suppliedInstitutes }];

/**
 * Starts everything on one machine: the deployed handlers and jobs over an embedded DynamoDB engine, an SES inbox, an
 * OIDC provider, the gateway and the scheduler. The public port answers when all of it is ready.
 *
 * @param onFault Told of what nobody expected.
 * @throws LocalSetupError with a sentence that says what to do.
 */
export async function startLocalCloud(
  options: LocalCloudOptions,
  onFault: (fault: unknown) => void,
): Promise<LocalCloud> {
  const closers: (() => Promise<void>)[] = [];
  // What was opened last goes first: nothing is closed under what still uses it.
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return { ...(await open(options, onFault, closers)), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function open(
  options: LocalCloudOptions,
  onFault: (fault: unknown) => void,
  closers: (() => Promise<void>)[],
): Promise<Omit<LocalCloud, "stop">> {
  const folder = await openDataFolder(options.dataFolder, options.fresh);
  const clock = await clockOf(folder, options.now);
  const server = await listen(options.port, onFault);
  closers.push(server.stop);
  const origin = `http://localhost:${server.port}`;
  await folder.hold(origin);
  closers.push(folder.release);
  const pagesFolder = await options.pages?.();

  const engine = await startEngine({ kind: chooseEngine(), dataDir: folder.fileOf("tables") });
  closers.push(engine.stop);
  await createTables({ endpoint: engine.endpoint, region, tablePrefix });
  const mails = await openMailFolder(folder.fileOf("mails"));
  const ses = await startLocalSes(mails, clock.now);
  closers.push(ses.stop);

  const secretsFile = "keys.json";
  const secrets = await openLocalSecrets(folder.fileOf(secretsFile)).catch(() => {
    throw damagedFile(folder.fileOf(secretsFile));
  });
  const log = createWriteStream(folder.fileOf("log.ndjson"), { flags: "a" });
  closers.push(() => new Promise((resolve) => log.end(resolve)));
  const services = await openLocalServices({
    origin,
    engine: { endpoint: engine.endpoint, region, tablePrefix },
    sesEndpoint: ses.endpoint,
    secrets,
    suppliers,
    clock,
    writeLog: (line) => log.write(line),
    onFault,
  });
  const scheduler = openScheduler(clock, services.runJob);
  // First the jobs, then the requests under way, then what both need.
  closers.push(server.stop, scheduler.stop);

  await migrateData(folder.path, services.runJob, options.say ?? (() => undefined));
  if (folder.isNew) await begin(folder, clock, services, options);
  else await scheduler.catchUp();

  const { gateway, identity, users } = services;
  server.serve({
    gateway,
    identity,
    ...(pagesFolder !== undefined && { pages: openWebPages(pagesFolder, pagesConfig(origin)) }),
    endpoints: localEndpoints({
      clock,
      scheduler,
      mails,
      users,
      tokenFor: identity.tokenFor,
      suppliers: suppliers.map((supplier) => ({ ...supplier, clientSecret: secrets.supplierSecret })),
      dataFolder: folder.path,
    }),
  });
  if (clock.state().standsAt === undefined) scheduler.follow();
  return { origin, engine: engine.kind, clock, isNew: folder.isNew, users: await users.list() };
}

/** A saved time wins over the one asked for: what happened in it cannot be undone. */
async function clockOf(folder: DataFolder, asked: Date | undefined): Promise<LocalClock> {
  const file = folder.fileOf("clock.json");
  const machineNow = systemClock();
  if (folder.isNew) {
    const jobsDoneUntil = asked ?? machineNow;
    const clock = openLocalClock(file, { ...(asked && { standsAt: asked }), jobsDoneUntil }, systemClock);
    await clock.set(clock.state());
    return clock;
  }
  const saved = await readClockState(file).catch(() => undefined);
  if (saved === undefined) throw damagedFile(file);
  if (saved.standsAt === undefined && asked !== undefined) {
    throw new LocalSetupError(
      `${folder.path} follows the machine's time, so --now cannot set another: use --fresh to begin anew, which deletes its content, or another folder with --data.`,
    );
  }
  return openLocalClock(file, saved, systemClock);
}

/**
 * Fills a new data folder: the health office's addresses, so that signals arrive in the inbox, and the town, with the
 * time going through the weeks before its beginning.
 */
async function begin(
  folder: DataFolder,
  clock: LocalClock,
  { gateway, identity, runJob }: LocalServices,
  { empty }: LocalCloudOptions,
): Promise<void> {
  const callAs: CallAs = async (user, method, target, body, mediaType = "application/json") => {
    const token = await identity.tokenFor(user);
    const reply = await gateway({
      method,
      target,
      headers: { authorization: [`Bearer ${token?.access_token}`], "content-type": [mediaType] },
      body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
      sourceIp: "127.0.0.1",
    });
    if (reply.statusCode >= 300) throw new Error(`${method} ${target}: ${reply.statusCode} ${reply.body}`);
  };
  await callAs("health-office", "PUT", "/v1/health-office/contacts", {
    alertDigests: [{ email: "sorveglianza@ats.example", name: "Sorveglianza" }],
    operationsNotices: [{ email: "operazioni@ats.example", name: "Operazioni" }],
  });
  if (!empty) {
    const beginning = clock.state();
    await seedTown(clock.now(), {
      callAs,
      runJob: async (job) => void (await runJob(job)),
      standAt: (standsAt) => clock.set({ standsAt, jobsDoneUntil: standsAt }),
    });
    await clock.set(beginning);
  }
  await folder.markComplete();
}
