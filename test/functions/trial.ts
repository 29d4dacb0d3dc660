import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import * as z from "zod";
import { openGateway } from "../../infra/local/gateway.ts";
import { routeMatcher } from "../../infra/local/gateway-event.ts";
import { audience, oidcPath, openIdentity } from "../../infra/local/identity.ts";
import { loadHandlers, loadJobs } from "../../infra/local/load-functions.ts";
import { type LocalSecrets, linkKeySet, openLocalSecrets, publicKeySet } from "../../infra/local/secrets.ts";
import { openLocalUsers } from "../../infra/local/users.ts";
import { problem } from "../../shared/contracts/problem.ts";
import type { Route } from "../../shared/routes/route.ts";
import { routes } from "../../shared/routes.ts";
import { type Deps, openDeps } from "../../shared/runtime/deps.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import { httpFunction } from "../../shared/runtime/http-chain.ts";
import type { Job, JobOutcome } from "../../shared/runtime/job-chain.ts";
import { openApiOf } from "../../shared/runtime/openapi.ts";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";
import type { JobName } from "../../shared/schedules.ts";
import type { Database } from "../../shared/store/database.ts";
import { startsEngines } from "../rig/counts.ts";
import { openApiCheck, parsedBody, problemNameOf } from "./openapi-check.ts";
import { placesInMemory, startPlaces, type TrialMail, type TrialPlace, type TrialPlaces } from "./trial-place.ts";

const region = "eu-south-1";
const origin = "http://localhost:8080";
/** The machine clients of register suppliers, by the institute that each sends for. */
export const supplierOf = { ZZIC80001A: "register-supplier", ZZIC80002B: "other-supplier" } as const;
const suppliers = Object.entries(supplierOf).map(([code, clientId]) => ({ clientId, instituteCodes: [code] }));
export const document = openApiOf(routes, origin);
const faultsOf = openApiCheck(document, routes);

export type CallOptions = {
  token?: string;
  /** Sent as JSON. */
  json?: unknown;
  csv?: string;
  /** Sent as it is; its type stands in the headers. */
  raw?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
};

export type Answer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is none. */
  body: unknown;
  /** The last part of the problem's URN. */
  problem: string | undefined;
  text: string;
};

/** The whole service on tables of its own, with a clock that stands where the test puts it. */
export type Trial = {
  deps: Deps;
  secrets: LocalSecrets;
  environment: Readonly<Record<string, string>>;
  /** What the stores of `deps` lie over. */
  database: Database;
  setNow: (instant: string) => void;
  call: (method: Route["method"], target: string, options?: CallOptions) => Promise<Answer>;
  /** A genuine token of the local OIDC provider, for a person or a supplier's client. */
  tokenOf: (user: string) => Promise<string>;
  run: (job: JobName, changes?: Partial<Deps>, millis?: number) => Promise<JobOutcome>;
  mails: () => Promise<TrialMail[]>;
  clearMails: () => Promise<void>;
  logLines: string[];
};

/** Plenty for a job in a test. */
const jobMillis = 900_000;

/**
 * Each test finds empty tables and an empty inbox: those of one engine and one inbox that the test file starts, or in
 * memory where no engine may be started.
 */
export function trialOfEachTest(): { readonly now: Trial } {
  let places: TrialPlaces | undefined;
  let folder = "";
  let secrets: LocalSecrets | undefined;
  let jobs: ReadonlyMap<JobName, Job> = new Map();
  let trial: Trial | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "trial-"));
    secrets = await openLocalSecrets(join(folder, "keys.json"));
    jobs = await loadJobs();
    places = startsEngines ? await startPlaces(region) : placesInMemory;
  });
  afterAll(async () => {
    await places?.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    if (places === undefined || secrets === undefined) throw new Error("nothing has started");
    trial = await openTrial(await places.next(), secrets, jobs);
  });
  afterEach(() => {
    trial = undefined;
  });
  return {
    get now() {
      if (trial === undefined) throw new Error("only a test has a trial");
      return trial;
    },
  };
}

async function openTrial(place: TrialPlace, secrets: LocalSecrets, jobs: ReadonlyMap<JobName, Job>): Promise<Trial> {
  const environment = {
    STAGE: "test",
    AWS_REGION: region,
    ...place.variables,
    MAIL_FROM: "Sentinella <sentinella@ats.example>",
    OIDC_ISSUER: `${origin}${oidcPath}`,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS: publicKeySet(secrets),
    LINK_KEYS: linkKeySet(secrets),
    WEB_ORIGIN: origin,
    MAIL_RATE_PER_SECOND: "1000",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  };
  let now = new Date("2023-02-16T09:00:00+01:00");
  const logLines: string[] = [];
  const opened = openDeps(parseEnvironment(environment), { now: () => now, writeLog: (line) => logLines.push(line) });
  const deps = place.depsOf(opened);
  // As a deployment does.
  await jobs.get("migrate")?.(deps, { remainingMillis: () => jobMillis });
  const users = openLocalUsers(deps.institutes, async () => [], deps.onDamaged);
  const identity = openIdentity({ origin, secrets, users, suppliers });
  const send = gatewayOf(deps, await loadHandlers());

  return {
    deps,
    secrets,
    environment,
    database: place.database,
    logLines,
    setNow: (instant) => {
      now = new Date(instant);
    },
    async call(method, target, options = {}) {
      const reply = await send(method, target, options);
      expect(faultsOf(method, target, reply), `${method} ${target} → ${reply.statusCode} ${reply.body}`).toEqual([]);
      return answerOf(reply);
    },
    async tokenOf(user) {
      const token = await identity.tokenFor(user);
      if (token === undefined) throw new Error(`no user ${user}`);
      return token.access_token;
    },
    async run(name, changes = {}, millis = jobMillis) {
      const job = jobs.get(name);
      if (job === undefined) throw new Error(`no job ${name}`);
      return job({ ...deps, ...changes }, { remainingMillis: () => millis });
    },
    clearMails: place.clearMails,
    mails: place.mails,
  };
}

type Send = (method: string, target: string, options: CallOptions) => Promise<HttpReply>;

/** The real local gateway in front of the real chain, with the rows it is given. */
export function gatewayOf(
  deps: Deps,
  handlers: Parameters<typeof httpFunction>[0],
  rows: Partial<typeof routes> = routes,
): Send {
  const gateway = openGateway({
    match: routeMatcher(Object.values(rows)),
    serve: httpFunction(handlers, deps, rows),
    now: deps.now,
    newRequestId: () => "request-1",
    onFault: (fault) => {
      throw fault;
    },
  });
  return (method, target, { token, json, csv, raw, headers = {} }) => {
    const type = json === undefined ? (csv === undefined ? undefined : "text/csv") : "application/json";
    const body = raw ?? csv ?? (json === undefined ? "" : JSON.stringify(json));
    const all = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(type === undefined ? {} : { "content-type": type }),
      ...headers,
    };
    return gateway({
      method,
      target,
      headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      body: Buffer.from(body),
      sourceIp: "127.0.0.1",
    });
  };
}

export function answerOf(reply: HttpReply): Answer {
  const { statusCode, headers, body } = reply;
  const parsed = parsedBody(reply);
  return { status: statusCode, headers, body: parsed, problem: problemNameOf(parsed), text: body };
}

/** The problem document of an answer. */
export function problemOf(answer: Answer) {
  return problem.parse(answer.body);
}

/** A page of any list. */
export const pageShape = z.object({ items: z.array(z.record(z.string(), z.unknown())), cursor: z.string().optional() });
