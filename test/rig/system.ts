import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { SignJWT } from "jose";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, type Engine, startEngine } from "../../infra/local/engine.ts";
import { lambdaContext } from "../../infra/local/gateway.ts";
import { gatewayEvent, routeMatcher } from "../../infra/local/gateway-event.ts";
import { loadHandlers } from "../../infra/local/load-functions.ts";
import { routes } from "../../shared/routes.ts";
import { type Deps, openDeps } from "../../shared/runtime/deps.ts";
import { parseEnvironment } from "../../shared/runtime/environment.ts";
import { type HttpFunction, httpFunction } from "../../shared/runtime/http-chain.ts";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";
import { type Database, localCredentials, type Meter } from "../../shared/store/database.ts";
import { depsOver } from "./intercepted-database.ts";
import { openMemoryDatabase } from "./memory-database.ts";

const region = "eu-south-1";
const issuer = "https://sign-in.example";
const audience = "urn:sentinella:api";
const keyId = "rig";
const tokenSeconds = 3_600;
/** Port 9 discards. */
const nowhere = "http://127.0.0.1:9";

/** A token of an account; school offices and suppliers name the institutes they serve. */
export type Account = { role: "health-office" } | { role: "school-office" | "supplier"; institutes: readonly string[] };

export type SentRequest = {
  token?: string;
  json?: unknown;
  headers?: Readonly<Record<string, string>>;
};

/** The deployed code, with a clock that stands where it is put. */
export type Service = {
  /** What a function's environment would hold. */
  variables: Readonly<Record<string, string>>;
  deps: Deps;
  setNow: (instant: Date) => void;
  tokenOf: (account: Account) => Promise<string>;
  /** Through the whole chain: from the gateway's event to the reply. */
  call: (method: string, target: string, request?: SentRequest) => Promise<HttpReply>;
};

/** The same over an engine that keeps its tables in memory. */
export type System = Service & { engine: Engine; stop: () => Promise<void> };

export type SystemOptions = {
  now: Date;
  meter?: Meter;
  /** One that runs already; its tables are told apart by the prefix. */
  engine?: Engine;
  tablePrefix?: string;
};

/** Opens a system with empty tables. */
export async function openSystem({ now, meter, engine: shared, tablePrefix = "" }: SystemOptions): Promise<System> {
  const engine = shared ?? (await startEngine({ kind: chooseEngine() }));
  await createTables({ endpoint: engine.endpoint, region, tablePrefix });
  return {
    ...openService(now, { endpoint: engine.endpoint, tablePrefix }, meter),
    engine,
    stop: async () => {
      if (shared === undefined) await engine.stop();
    },
  };
}

/** The same without an engine: tables in memory, in this process. */
export function openMemoryService(now: Date): Service {
  return openService(now, openMemoryDatabase());
}

/** Of the tables that an engine has, or of those that it is given. */
function openService(now: Date, place: { endpoint: string; tablePrefix: string } | Database, meter?: Meter): Service {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const isEngine = "endpoint" in place;
  const variables = variablesOf(isEngine ? place : { endpoint: nowhere, tablePrefix: "" }, publicKey);
  let standsAt = now;
  const opened = openDeps(parseEnvironment(variables), {
    now: () => standsAt,
    writeLog: () => undefined,
    ...(meter === undefined ? {} : { meter }),
  });
  // Its tables are new: there is nothing of an earlier release in them.
  const deps = { ...(isEngine ? opened : depsOver(place, opened)), awaitedMigrations: async () => [] };
  const match = routeMatcher(Object.values(routes));
  let serve: HttpFunction | undefined;

  return {
    variables,
    deps,
    setNow: (instant) => {
      standsAt = instant;
    },
    tokenOf: (account) => signToken(account, privateKey),
    async call(method, target, { token, json, headers = {} } = {}) {
      serve ??= httpFunction(await loadHandlers(), deps, routes);
      const sent = {
        ...headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { "content-type": "application/json" }),
      };
      const request = {
        method,
        target,
        headers: Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, [value]])),
        body: Buffer.from(json === undefined ? "" : JSON.stringify(json)),
        sourceIp: "127.0.0.1",
      };
      const event = gatewayEvent(request, match(method, target.split("?", 1)[0] ?? ""), "rig", standsAt);
      return serve(event, lambdaContext("rig", performance.now()));
    },
  };
}

function variablesOf(
  { endpoint, tablePrefix }: { endpoint: string; tablePrefix: string },
  tokenKey: KeyObject,
): Record<string, string> {
  const jwk = { ...tokenKey.export({ format: "jwk" }), kid: keyId, alg: "RS256", use: "sig" };
  return {
    STAGE: "rig",
    AWS_REGION: region,
    TABLE_PREFIX: tablePrefix,
    DYNAMODB_ENDPOINT: endpoint,
    // Whoever mails from here brings a mailer of its own.
    SES_ENDPOINT: nowhere,
    MAIL_FROM: "Sentinella <sentinella@ats.example>",
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_JWKS: JSON.stringify({ keys: [jwk] }),
    LINK_KEYS: JSON.stringify({ current: keyId, keys: { [keyId]: randomBytes(32).toString("base64url") } }),
    WEB_ORIGIN: "https://sentinella.example",
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  };
}

function signToken(account: Account, key: KeyObject): Promise<string> {
  const institutes = "institutes" in account ? { institutes: account.institutes.join(" ") } : {};
  return new SignJWT({ role: account.role, ...institutes })
    .setProtectedHeader({ alg: "RS256", kid: keyId })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject("rig")
    .setIssuedAt()
    .setExpirationTime(`${tokenSeconds}s`)
    .sign(key);
}
