import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import type { Identity } from "../../infra/local/identity.ts";
import { loadJobs } from "../../infra/local/load-functions.ts";
import { openAllDeps } from "../../infra/local/open-all-deps.ts";
import { type LocalSecrets, linkKeySet, openLocalSecrets, publicKeySet } from "../../infra/local/secrets.ts";
import { openLocalUsers } from "../../infra/local/users.ts";
import type { Mail, Mailer } from "../../shared/mail/mailer.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import { readOwnership } from "../../shared/runtime/read-ownership.ts";
import type { JobName } from "../../shared/schedules.ts";
import { localCredentials } from "../../shared/store/database.ts";
import { ledgerOfficesStore } from "../../shared/store/ledger-offices-store.ts";
import { type Answer, answerOf, type CallOptions, gatewayOf, type Send } from "./gateway-of.ts";
import type { Inbox, Received } from "./inbox.ts";
import { depsOver } from "./intercepted-database.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { type EngineTablesOptions, nowhere, openMemoryTables, openTables, type Tables } from "./tables.ts";

/** The whole deployed code on its own tables, with a clock that tests set. */
export type World = Tables & {
  /** The environment variables of a function. */
  environment: Readonly<Record<string, string>>;
  secrets: LocalSecrets;
  deps: Deps;
  logLines: string[];
  setNow: (instant: Date | string) => void;
  /** A genuine token of the local OIDC provider: of the health office, an institute or a supplier's client. */
  tokenOf: (user: string) => Promise<string>;
  /** Sends through the local gateway and the whole chain. */
  send: Send;
  /** Sends and parses the answer. @throws Error when the answer breaks the published contract */
  call: (method: string, target: string, options?: CallOptions) => Promise<Answer>;
  run: (job: JobName, changes?: Partial<Deps>, millis?: number) => Promise<JobOutcome>;
  /** The receiving end of SES: a mail that arrives here was sent. */
  post: (mail: Mail) => Promise<void>;
  mails: () => Promise<Received[]>;
  clearMails: () => Promise<void>;
  /** Ends the parts that were started only for this world. */
  stop: () => Promise<void>;
};

/** A world that can be copied, so that a test can continue it twice from the same moment. */
export type MemoryWorld = World & {
  copy: () => MemoryWorld;
  /** Equal for worlds with the same stored data and the same mails: the same then happens in both. */
  fingerprint: () => string;
};

export type WorldOptions = EngineTablesOptions & {
  /** A running engine; `real` starts one that stops with the world. */
  engine: Pick<Engine, "kind" | "endpoint"> | "real";
  now?: Date;
  /** Absent: the world keeps its own mails. */
  inbox?: Inbox | undefined;
};

const origin = "http://localhost:8080";
/** The local provider's values. The provider itself loads with the first token. */
const issuer = `${origin}/_local/oidc`;
const audience = "urn:sentinella:api";
/** The morning of a survey day. */
const thursdayMorning = new Date("2023-02-16T09:00:00+01:00");
/** In new tables each office has its own part of the ledger for any date. */
const beforeAnyMail = "2000-01-01";
/** Faster than any world in memory sends mails. */
const mailsPerSecond = 10_000;
/** Some worlds run through a year. Nobody reads their later log lines. */
const logLinesMax = 10_000;
/** More than enough for a job in a test. */
const jobMillis = 900_000;

/** The machine clients of register suppliers, by the institute that each serves. One client serves both. */
export const supplierOf = { ZZIC80001A: "register-supplier", ZZIC80002B: "other-supplier" } as const;
export const sharedSupplier = "shared-supplier";
const suppliers = [
  ...Object.entries(supplierOf).map(([code, clientId]) => ({ clientId, instituteCodes: [code] })),
  { clientId: sharedSupplier, instituteCodes: Object.keys(supplierOf) },
];

/** A world on an engine. */
export async function openWorld({ engine, now = thursdayMorning, inbox, ...options }: WorldOptions): Promise<World> {
  if (engine === "real") {
    const started = await startEngine({ kind: chooseEngine() });
    return { ...(await openWorld({ engine: started, now, inbox, ...options })), stop: () => started.stop() };
  }
  const tables = await openTables(engine, options);
  const clock = { now };
  const service = await openService(tables, clock, inbox);
  if (options.tablePrefix === undefined) await service.deps.ledgerOffices.begin(beforeAnyMail);
  return worldOver(tables, service, clock);
}

/** A world in this process; it starts nothing. */
export async function openMemoryWorld(now: Date = thursdayMorning): Promise<MemoryWorld> {
  const tables = openMemoryTables();
  const clock = { now };
  await ledgerOfficesStore(tables.database).begin(beforeAnyMail);
  return memoryWorldOver(tables, await openService(tables, clock), clock, []);
}

/** The parts shared by worlds with the same keys and services. */
type Service = Pick<World, "environment" | "secrets" | "logLines" | "deps"> & { inbox: Inbox | undefined };
type Clock = { now: Date };

let secretsOfProcess: Promise<LocalSecrets> | undefined;
let jobsOfProcess: ReturnType<typeof loadJobs> | undefined;

async function newSecrets(): Promise<LocalSecrets> {
  const folder = await mkdtemp(join(tmpdir(), "world-"));
  try {
    return await openLocalSecrets(join(folder, "keys.json"));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function openService({ place, meter }: Tables, clock: Clock, inbox?: Inbox): Promise<Service> {
  secretsOfProcess ??= newSecrets();
  const secrets = await secretsOfProcess;
  const environment = {
    STAGE: "test",
    ...place,
    SES_ENDPOINT: inbox?.endpoint ?? nowhere,
    MAIL_FROM: "Sentinella <sentinella@ats.example>",
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS: publicKeySet(secrets),
    LINK_KEYS: linkKeySet(secrets),
    WEB_ORIGIN: origin,
    MAIL_RATE_PER_SECOND: "1000",
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
  const logLines: string[] = [];
  const writeLog = (line: string) => {
    if (logLines.length < logLinesMax) logLines.push(line);
  };
  const deps = openAllDeps(parseEnvironment(environment), { now: () => clock.now, writeLog, meter });
  return { environment, secrets, logLines, deps, inbox };
}

function memoryWorldOver(
  tables: Tables & { database: MemoryDatabase },
  service: Service,
  clock: Clock,
  sent: readonly Mail[],
): MemoryWorld {
  const { database } = tables;
  const posted = [...sent];
  const deps = { ...depsOver(database, service.deps), mailRatePerSecond: mailsPerSecond };
  return {
    ...worldOver(tables, { ...service, deps }, clock, posted),
    copy: () => memoryWorldOver({ ...tables, database: database.copy() }, service, { now: clock.now }, posted),
    fingerprint: () => createHash("sha256").update(database.contents()).update(JSON.stringify(posted)).digest("base64"),
  };
}

/** @param posted The mails go here when there is no inbox. */
function worldOver(tables: Tables, service: Service, clock: Clock, posted: Mail[] = []): World {
  const { inbox, ...shared } = service;
  const mailer: Mailer = inbox
    ? service.deps.mailer
    : {
        async send(mail) {
          posted.push(mail);
          return { kind: "accepted", messageId: `m${posted.length}` };
        },
      };
  // The tables are new, so they hold nothing of an earlier release.
  const deps: Deps = { ...service.deps, mailer, now: () => clock.now, awaitedMigrations: async () => [] };
  const send = gatewayOf(deps);
  let provider: Promise<Identity> | undefined;

  return {
    ...tables,
    ...shared,
    deps,
    setNow: (instant) => {
      clock.now = new Date(instant);
    },
    async tokenOf(user) {
      provider ??= openProvider(deps, service.secrets);
      const token = await (await provider).tokenFor(user);
      if (token === undefined) throw new Error(`no user ${user}`);
      return token.access_token;
    },
    send,
    async call(method, target, options) {
      const reply = await send(method, target, options);
      const { contractFaults } = await import("./openapi-check.ts");
      const faults = contractFaults(method, target, reply);
      if (faults.length > 0) {
        throw new Error(`${method} ${target} → ${reply.statusCode} ${reply.body}: ${faults.join("; ")}`);
      }
      return answerOf(reply);
    },
    async run(name, changes = {}, millis = jobMillis) {
      jobsOfProcess ??= loadJobs();
      const job = (await jobsOfProcess).get(name);
      if (job === undefined) throw new Error(`no job ${name}`);
      return job({ ...deps, ...changes }, { remainingMillis: () => millis });
    },
    post: async (mail) => void (await mailer.send(mail)),
    mails: async () => (inbox ? inbox.mails() : [...posted]),
    clearMails: async () => (inbox ? inbox.clear() : void posted.splice(0)),
    stop: async () => tables.database.close(),
  };
}

async function openProvider(deps: Deps, secrets: LocalSecrets): Promise<Identity> {
  const { openIdentity } = await import("../../infra/local/identity.ts");
  const users = openLocalUsers(
    deps.institutes,
    async () => [],
    () => readOwnership(deps.settings),
    deps.onDamaged,
  );
  return openIdentity({ origin, secrets, users, suppliers });
}
