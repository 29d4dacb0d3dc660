import middy from "@middy/core";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import Negotiator from "negotiator";
import type * as z from "zod";
import type { Contract, ReplyContract } from "../contracts/contract.ts";
import { problemMediaType, problemStatuses } from "../contracts/problem.ts";
import { importBytesMax } from "../contracts/registry-import.ts";
import type { IfMatch } from "../domain/if-match.ts";
import { isAskedOffice, type Jurisdiction, ofOneOffice } from "../domain/jurisdiction.ts";
import { type Language, languages } from "../domain/language.ts";
import type { Principal, Role } from "../domain/principal.ts";
import type { Decider } from "../domain/region/audit-entry.ts";
import type { OfficeCode } from "../domain/region/health-office.ts";
import type { Route } from "../routes/route.ts";
import type { RouteName, routes } from "../routes.ts";
import { InvalidCursor } from "../store/page.ts";
import { problemWords } from "../words/in-every-language.ts";
import { absenceOf } from "./absence-of.ts";
import { type AuthorisationDeps, type Authorised, authorise, identify, outsideScope } from "./authorise.ts";
import type { CommonDeps, HttpDeps } from "./deps.ts";
import type { AnyReply, AnyRequest, Handler } from "./handler-for.ts";
import { invalidValues } from "./invalid-values.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";
import { parseIfMatch } from "./parse-if-match.ts";
import {
  commonHeaders,
  type HttpReply,
  type InvalidValue,
  type ProblemCause,
  problemNameOf,
  problemReply,
} from "./problem-reply.ts";

/** A longer list should be read in pages. */
const jsonBodyBytesMax = 2_000_000;
const megabyte = 1_000_000;

/** Carries a refusal out of the chain. */
class Refused extends Error {
  readonly problem: ProblemCause;
  constructor(problem: ProblemCause) {
    super(problem.reason);
    this.problem = problem;
  }
}

/** The results of the links for a request so far. They travel with the event. */
type Underway = {
  served?: Served;
  language?: Language;
  path?: Record<string, unknown>;
  /** Also set when a proven caller was refused. */
  role?: Role | undefined;
  caller?: Principal | undefined;
  authorised?: Authorised;
  input?: { query: unknown; body: unknown; ifMatch: IfMatch | undefined };
};

/** A row and its handler. */
type Served = { name: RouteName; row: Route; act: (request: AnyRequest) => Promise<AnyReply> };

type RequestEvent = APIGatewayProxyEventV2 & { underway?: Underway };
type Link = middy.MiddlewareObj<RequestEvent, HttpReply, Error, Context>;

function underwayOf(event: RequestEvent): Underway {
  event.underway ??= {};
  return event.underway;
}

/**
 * Every error below leaves as problem+json. The log has each refusal, for the operators. An unexpected error is logged
 * too, but its answer has only an id.
 */
function answerProblems(deps: Pick<CommonDeps, "log">): Link {
  return {
    onError({ event, error }) {
      const { requestId } = event.requestContext;
      const cause = error instanceof Refused ? error.problem : causeOfFault(error, languageOf(event));
      const reply = problemReply(cause, languageOf(event), requestId);
      if (!(error instanceof Refused || error instanceof InvalidCursor))
        deps.log.error("request failed", error, { requestId, route: underwayOf(event).served?.name });
      if (reply.statusCode < 500) logRefusal(cause, event, deps);
      return reply;
    },
  };
}

/** The security log: what was refused, to which role, and why. It has nothing from the request and no names. */
function logRefusal(cause: ProblemCause, event: RequestEvent, { log }: Pick<CommonDeps, "log">): void {
  const { served, role } = underwayOf(event);
  const { requestId } = event.requestContext;
  const reason = problemNameOf(cause);
  const because = "because" in cause ? cause.because : undefined;
  const status = problemStatuses[reason];
  log.info("request refused", { route: served?.name, role, status, reason, because, requestId });
}

const retryAfterSeconds = 5;

function causeOfFault(fault: unknown, language: Language): ProblemCause {
  if (fault instanceof InvalidCursor) {
    return {
      reason: "invalid-request",
      errors: [{ pointer: "/query/cursor", detail: problemWords[language].values.cursor }],
    };
  }
  if (fault instanceof KeysUnavailable) return { reason: "unavailable", retryAfterSeconds };
  switch (absenceOf(fault)) {
    case "throttled":
      return { reason: "too-many-requests", retryAfterSeconds };
    case "absent":
      return { reason: "unavailable", retryAfterSeconds };
    case undefined:
      return { reason: "internal-error" };
  }
}

function languageOf(event: RequestEvent): Language {
  return underwayOf(event).language ?? "it";
}

/** Finds the language of the caller. */
function negotiate(): Link {
  return {
    before({ event }) {
      const negotiator = new Negotiator({ headers: event.headers });
      underwayOf(event).language =
        languages.find((language) => language === negotiator.language([...languages])) ?? "it";
    },
  };
}

function findRow(servedRows: ReadonlyMap<string, Served>): Link {
  return {
    before({ event }) {
      const served = servedRows.get(event.routeKey);
      if (served === undefined) throw new Refused({ reason: "not-found", because: "no-such-route" });
      underwayOf(event).served = served;
      const media = mediaTypesOf(served.row.contract);
      if (new Negotiator({ headers: event.headers }).mediaType(media) === undefined) {
        throw new Refused({ reason: "not-acceptable" });
      }
    },
  };
}

/**
 * The media types of the row's answers. Every row can also answer a problem, and a caller who accepts JSON accepts
 * that.
 */
function mediaTypesOf(contract: Contract): string[] {
  const replies: ReplyContract[] = Object.values(contract.replies);
  return [
    ...new Set([
      ...replies.map((reply) => reply.mediaType ?? "application/json"),
      "application/json",
      problemMediaType,
    ]),
  ];
}

function parse(schema: z.ZodType | undefined, value: unknown, where: string, language: Language): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refused({ reason: "invalid-request", errors: invalidValues(schema, value, where, language) });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A caller without access learns neither the valid paths nor whether a migration is running. */
function identifyCaller(deps: Pick<CommonDeps, "now"> & AuthorisationDeps): Link {
  return {
    async before({ event }) {
      const answer = await identify(rowIn(event), event.headers.authorization, deps, deps.now());
      const underway = underwayOf(event);
      underway.role = answer.kind === "denied" ? answer.role : answer.caller?.role;
      if (answer.kind === "denied") throw new Refused(answer.problem);
      underway.caller = answer.caller;
    },
  };
}

/** Long enough for a migration to progress. People see the answer, and machines call again. */
const migrationSeconds = 60;

/** Data of an earlier release is not shown before it has the present shape. */
const schoolRoles: ReadonlySet<Role> = new Set<Role>(["school-office", "supplier", "link"]);

function awaitMigrations({ awaitedMigrations }: Pick<CommonDeps, "awaitedMigrations">): Link {
  return {
    async before({ event }) {
      const { tables, roles } = rowIn(event);
      const isOfSchools = roles === "public" || roles.some((role) => schoolRoles.has(role));
      const awaited = await awaitedMigrations(tables, isOfSchools ? "schools" : "offices");
      if (awaited.length > 0) throw new Refused({ reason: "unavailable", retryAfterSeconds: migrationSeconds });
    },
  };
}

/** The path parameters come first, because authorisation needs the object. */
function authoriseCaller(deps: AuthorisationDeps): Link {
  return {
    async before({ event }) {
      const row = rowIn(event);
      const underway = underwayOf(event);
      const parameters = event.pathParameters ?? {};
      const path = row.contract.path?.safeParse(parameters);
      const known = path?.success === true && isRecord(path.data) ? path.data : {};
      const answer = await authorise(row, known, underway.caller, deps);
      if (answer.kind === "denied") throw new Refused(answer.problem);
      Object.assign(underway, { authorised: answer, path: known });
      if (path?.success === false) parse(row.contract.path, parameters, "path", languageOf(event));
    },
  };
}

function rowIn(event: RequestEvent): Route {
  const { served } = underwayOf(event);
  if (served === undefined) throw new Error("the chain found no row");
  return served.row;
}

function textOf(event: APIGatewayProxyEventV2): string {
  const body = event.body ?? "";
  return event.isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
}

function readBody(contract: Contract, event: RequestEvent): unknown {
  if (contract.body === undefined) return undefined;
  const mediaType = (event.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const schema = Object.entries(contract.body).find(([accepted]) => accepted === mediaType)?.[1];
  if (schema === undefined) {
    throw new Refused({ reason: "unsupported-media-type", accepted: Object.keys(contract.body) });
  }
  const text = textOf(event);
  const isJson = mediaType === "application/json";
  const bytesMax = isJson ? jsonBodyBytesMax : importBytesMax;
  if (Buffer.byteLength(text) > bytesMax)
    throw new Refused({ reason: "too-large", limit: bytesMax / megabyte, of: "megabytes" });
  return parse(schema, isJson ? parseJson(text) : text, "", languageOf(event));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused({ reason: "malformed-json" });
  }
}

function readIfMatch(contract: Contract, event: RequestEvent): IfMatch | undefined {
  if (contract.ifMatch === undefined) return undefined;
  const header = event.headers["if-match"];
  if (header === undefined) {
    if (contract.ifMatch === "required") throw new Refused({ reason: "condition-required" });
    return undefined;
  }
  const parsed = parseIfMatch(header);
  switch (parsed.kind) {
    case "condition":
      return parsed.ifMatch;
    case "weak":
      throw new Refused({ reason: "weak-etag" });
    case "malformed":
      throw new Refused({ reason: "invalid-request", errors: [ifMatchMalformed(languageOf(event))] });
  }
}

function ifMatchMalformed(language: Language): InvalidValue {
  return { pointer: "/header/If-Match", detail: problemWords[language].values.ifMatch };
}

function readInput(): Link {
  return {
    before({ event }) {
      const { contract } = rowIn(event);
      underwayOf(event).input = {
        query: parse(contract.query, event.queryStringParameters ?? {}, "query", languageOf(event)),
        ifMatch: readIfMatch(contract, event),
        body: readBody(contract, event),
      };
    },
  };
}

/**
 * The part of the jurisdiction that the request is about. It is a single health office's when the query names one, or
 * when each office has its own data for the row.
 */
function ownPart(
  whole: Jurisdiction | undefined,
  { perOffice }: Route,
  query: unknown,
  language: Language,
): { jurisdiction: Jurisdiction | undefined; office: OfficeCode | undefined } {
  const asked = isRecord(query) ? query.office : undefined;
  const jurisdiction = whole !== undefined && isAskedOffice(asked) ? ofOneOffice(whole, asked) : whole;
  if (whole !== undefined && jurisdiction === undefined) throw new Refused(outsideScope);
  if (jurisdiction === undefined || perOffice !== true) return { jurisdiction, office: undefined };
  const [office, ...others] = jurisdiction.offices;
  if (office === undefined) throw new Refused(outsideScope);
  if (others.length === 0) return { jurisdiction, office };
  const detail = problemWords[language].values.officeNotSaid;
  throw new Refused({ reason: "invalid-request", errors: [{ pointer: "/query/office", detail }] });
}

/** The author, for a row that appends to the audit. Entries of a school authority are among those of the region. */
function deciderOf(
  { name, row }: Served,
  caller: Principal | undefined,
  at: Date,
  { requestContext: { requestId } }: RequestEvent,
): Decider | undefined {
  if (caller === undefined || row.tables.audit === undefined) return undefined;
  const { subject: by, role } = caller;
  return { scope: role === "health-office" ? caller.officeCode : "region", by, role, action: name, at, requestId };
}

function send(reply: AnyReply, contract: Contract, language: Language, event: APIGatewayProxyEventV2): HttpReply {
  if ("problem" in reply) throw new Refused(reply.problem);
  const statusCode = Number(reply.status);
  const promised = Object.entries(contract.replies).find(([status]) => Number(status) === statusCode)?.[1];
  if (promised === undefined) throw new Error(`the contract promises no ${statusCode}`);
  const headers: Record<string, string> = { ...commonHeaders, "content-language": language };
  if (reply.version !== undefined) headers.etag = `"${reply.version}"`;
  if (reply.nextCursor !== undefined) headers.link = `<${nextPage(event, reply.nextCursor)}>; rel="next"`;
  if (promised.body === undefined) return { statusCode, headers, body: "" };
  // The answer is parsed too, so only members of the contract leave.
  const body = promised.body.parse(reply.body);
  const { mediaType = "application/json" } = promised;
  const isText = mediaType.startsWith("text/") && typeof body === "string";
  headers["content-type"] = isText ? `${mediaType}; charset=utf-8` : mediaType;
  return { statusCode, headers, body: isText ? body : JSON.stringify(body) };
}

/** The same request for the page after the one just sent. */
function nextPage({ rawPath, rawQueryString }: APIGatewayProxyEventV2, cursor: string): string {
  const query = new URLSearchParams(rawQueryString);
  query.set("cursor", cursor);
  return `${rawPath}?${query}`;
}

export type HttpFunction = (event: APIGatewayProxyEventV2, context: Context) => Promise<HttpReply>;

/**
 * One Lambda function for HTTP. Every request passes the same links in the same order, in the cloud and locally. A path
 * without a row or a handler gives 404.
 */
export function httpFunction<Name extends RouteName>(
  // Each handler separately: the function has the stores of all its rows, but the compiler cannot see that from the
  // names.
  handlers: readonly { name: Name; act: Handler<Name>["act"] }[],
  deps: HttpDeps<Name> & AuthorisationDeps,
  rows: Partial<typeof routes>,
): HttpFunction {
  const servedRows = new Map<string, Served>();
  for (const handler of handlers) {
    const row = rows[handler.name];
    const act = (request: AnyRequest) => handler.act(request, deps);
    if (row !== undefined) servedRows.set(routeKeyOf(row), { name: handler.name, row, act });
  }
  return middy<RequestEvent, HttpReply, Error, Context>()
    .use(answerProblems(deps))
    .use(negotiate())
    .use(findRow(servedRows))
    .use(identifyCaller(deps))
    .use(awaitMigrations(deps))
    .use(authoriseCaller(deps))
    .use(readInput())
    .handler(async (event) => {
      const { served, path, authorised, input } = underwayOf(event);
      const language = languageOf(event);
      if (served === undefined || authorised === undefined || input === undefined) throw new Error("a link is missing");
      const { caller, site, alert } = authorised;
      const own = ownPart(authorised.jurisdiction, served.row, input.query, language);
      const now = deps.now();
      const decider = deciderOf(served, caller, now, event);
      const request = { path, ...input, caller, ...own, decider, site, alert, language, now, rows };
      const reply = await served.act(request);
      if ("refusals" in reply) for (const cause of reply.refusals ?? []) logRefusal(cause, event, deps);
      return send(reply, served.row.contract, language, event);
    });
}

/** The key of a row in API Gateway's events. */
export function routeKeyOf({ method, path }: Pick<Route, "method" | "path">): string {
  return `${method} ${path}`;
}
