import { systemClock } from "../../shared/runtime/clock.ts";
import { type LocalClock, openLocalClock, readClockState } from "./clock.ts";
import { LocalCloudError, unusable } from "./cloud-error.ts";
import { createTables } from "./create-tables.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { localEndpoints } from "./endpoints.ts";
import { chooseEngine, whyUnwritable } from "./engine.ts";
import { pagesConfig, type Supplier } from "./identity.ts";
import { type KeptEngine, keepEngine } from "./kept-engine.ts";
import { openLogFile } from "./log-file.ts";
import { openMailFolder } from "./mail-folder.ts";
import { migrateData } from "./migrate-data.ts";
import { damagedFile } from "./read-saved.ts";
import { openScheduler } from "./scheduler.ts";
import { openLocalSecrets } from "./secrets.ts";
import { type LocalServer, listen } from "./server.ts";
import { type LocalServices, openLocalServices } from "./services.ts";
import { startLocalSes } from "./ses.ts";
import { type CallAs, seedTown, suppliedInstitutes } from "./town.ts";
import type { LocalUser } from "./users.ts";
import { openWebPages } from "./web-pages.ts";

export type LocalCloudOptions = {
  dataFolder: string;
  /** 0 chooses a free port. */
  port: number;
  /** The fixed time of a new data folder. Absent: the machine's time applies. */
  now?: Date;
  /** Start again, and delete the content of the data folder. */
  fresh: boolean;
  /** Start without the synthetic town. */
  empty: boolean;
  /** Builds the pages if needed and returns their folder. Without it, only the API runs. */
  pages?: () => Promise<string | undefined>;
  /** Receives a sentence of interest to people: what the start did to older data, or that the engine died. */
  say?: (line: string) => void;
};

export type LocalCloud = {
  origin: string;
  engine: string;
  clock: LocalClock;
  /** Whether this start found an empty data folder. */
  isNew: boolean;
  users: readonly LocalUser[];
  /** Resolves when the cloud cannot continue: the engine does not come back, or the disk is full. Then stop it. */
  lost: Promise<LocalCloudError>;
  /** Answers requests under way, and lets a running job end. */
  stop: () => Promise<void>;
};

const region = "eu-south-1";
const tablePrefix = "sentinella-local-";
const suppliers: readonly Supplier[] = [{ clientId: "register-supplier", instituteCodes: suppliedInstitutes }];

/**
 * Starts everything on one machine: the deployed handlers and jobs over an embedded DynamoDB engine, an SES inbox, an
 * OIDC provider, the gateway and the scheduler. The public port answers when all of it is ready.
 *
 * @param onFault Called for unexpected errors.
 * @throws LocalCloudError with a sentence that says what to do.
 */
export async function startLocalCloud(
  options: LocalCloudOptions,
  onFault: (fault: unknown) => void,
): Promise<LocalCloud> {
  const closers: Closer[] = [];
  // The last opened part closes first, so that nothing closes while another part uses it.
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close().catch(onFault);
  };
  const lost = Promise.withResolvers<LocalCloudError>();
  let whyLost: LocalCloudError | undefined;
  const hearFault = (fault: unknown) => {
    if (!(fault instanceof LocalCloudError)) return onFault(fault);
    whyLost ??= fault;
    lost.resolve(fault);
  };
  try {
    return { ...(await open(options, hearFault, closers)), lost: lost.promise, stop };
  } catch (fault) {
    await stop();
    // The lost engine is the cause of any failure after it.
    throw whyLost ?? fault;
  }
}

type Closer = () => Promise<void>;

/** @param onFault Called with a LocalCloudError when the cloud cannot continue. */
async function open(
  options: LocalCloudOptions,
  onFault: (fault: unknown) => void,
  closers: Closer[],
): Promise<Omit<LocalCloud, "lost" | "stop">> {
  const folder = await openDataFolder(options.dataFolder, options.fresh);
  closers.push(folder.release);
  const clock = await clockOf(folder, options.now);
  const server = await listen(options.port, onFault);
  closers.push(server.stop);
  await folder.noteUrl(originOf(server));
  const pagesFolder = await options.pages?.();
  const engine = await keepEngine(
    { kind: chooseEngine(), dataDir: folder.fileOf("tables") },
    { onRestart: options.say ?? (() => undefined), onLost: onFault },
  );
  closers.push(engine.stop);
  try {
    return await openOnEngine({ options, onFault, closers, folder, clock, server, pagesFolder, engine });
  } catch (fault) {
    throw engineFault(fault, engine, folder);
  }
}

function originOf({ port }: LocalServer): string {
  return `http://localhost:${port}`;
}

/** Finds the cause when something that needs the engine fails. */
function engineFault(fault: unknown, engine: KeptEngine, folder: DataFolder): unknown {
  if (engine.deaths() > 0) {
    return new LocalCloudError(`The engine ${engine.kind} died before everything was ready: start again.`);
  }
  if (fault instanceof LocalCloudError) return fault;
  const why = fault instanceof Error ? whyUnwritable(fault.message) : undefined;
  return why === undefined ? fault : unusable(folder.path, "written", why);
}

type Opened = {
  options: LocalCloudOptions;
  onFault: (fault: unknown) => void;
  closers: Closer[];
  folder: DataFolder;
  clock: LocalClock;
  server: LocalServer;
  pagesFolder: string | undefined;
  engine: KeptEngine;
};

async function openOnEngine(opened: Opened): Promise<Omit<LocalCloud, "lost" | "stop">> {
  const { options, onFault, closers, folder, clock, server, pagesFolder, engine } = opened;
  const origin = originOf(server);
  await createTables({ endpoint: engine.endpoint, region, tablePrefix });
  const mails = await openMailFolder(folder.fileOf("mails"));
  const ses = await startLocalSes(mails, clock.now, onFault);
  closers.push(ses.stop);

  const secrets = await openLocalSecrets(folder.fileOf("keys.json"));
  const log = await openLogFile(folder.fileOf("log.ndjson"), onFault);
  closers.push(log.close);
  const services = await openLocalServices({
    origin,
    engine: { endpoint: engine.endpoint, region, tablePrefix },
    sesEndpoint: ses.endpoint,
    secrets,
    suppliers,
    clock,
    writeLog: log.write,
    onFault,
  });
  const recover = async () => {
    await engine.upAgain();
    await services.settleArrived(await mails.acceptedAfter(clock.state().jobsDoneUntil));
  };
  const scheduler = openScheduler({ clock, runJob: services.runJob, recover, onFault });
  // First the jobs stop, then the requests under way, then the parts that both need.
  closers.push(server.stop, scheduler.stop);

  await migrateData(folder.path, services.runJob, options.say ?? (() => undefined));
  if (folder.isNew) {
    await begin(folder, clock, services, options);
  } else {
    await recover();
    await scheduler.catchUp();
  }

  const { gateway, identity, users } = services;
  const endpoints = localEndpoints({
    clock,
    scheduler,
    mails,
    users,
    tokenFor: identity.tokenFor,
    suppliers: suppliers.map((supplier) => ({ ...supplier, clientSecret: secrets.supplierSecret })),
    dataFolder: folder.path,
  });
  const pages = pagesFolder === undefined ? {} : { pages: openWebPages(pagesFolder, pagesConfig(origin)) };
  server.serve({ gateway, identity, engine, endpoints, ...pages });
  if (clock.state().standsAt === undefined) scheduler.follow();
  return { origin, engine: engine.kind, clock, isNew: folder.isNew, users: await users.list() };
}

/** A saved time has priority over the requested one: the events at that time cannot be undone. */
async function clockOf(folder: DataFolder, asked: Date | undefined): Promise<LocalClock> {
  const file = folder.fileOf("clock.json");
  const machineNow = systemClock();
  if (folder.isNew) {
    const jobsDoneUntil = asked ?? machineNow;
    const clock = openLocalClock(file, { ...(asked && { standsAt: asked }), jobsDoneUntil, owed: [] }, systemClock);
    await clock.set(clock.state());
    return clock;
  }
  const saved = await readClockState(file);
  if (saved === undefined) throw damagedFile(file);
  if (saved.standsAt === undefined && asked !== undefined) {
    throw new LocalCloudError(
      `${folder.path} follows the machine's time, so --now cannot set another: use --fresh to begin anew, which deletes its content, or another folder with --data.`,
    );
  }
  return openLocalClock(file, saved, systemClock);
}

/**
 * Fills a new data folder. It sets the health office's addresses, so that signals arrive in the inbox. It seeds the
 * town, while the time passes through the weeks before the start.
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
    if (reply.statusCode === 503) {
      throw new LocalCloudError(
        `The engine takes no writes (${method} ${target}: 503); the end of ${folder.fileOf("log.ndjson")} says why: start again when that is mended.`,
      );
    }
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
      runJob: async (job) => void (await runJob(job, () => false)),
      standAt: (standsAt) => clock.set({ standsAt, jobsDoneUntil: standsAt, owed: [] }),
    });
    await clock.set(beginning);
  }
  await folder.markComplete();
}
