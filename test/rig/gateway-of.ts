import * as z from "zod";
import { openGateway } from "../../infra/local/gateway.ts";
import { routeMatcher } from "../../infra/local/gateway-event.ts";
import { loadHandlers } from "../../infra/local/load-functions.ts";
import { problem } from "../../shared/contracts/problem.ts";
import { routes } from "../../shared/routes.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { type HttpFunction, httpFunction } from "../../shared/runtime/http-chain.ts";
import type { HttpReply } from "../../shared/runtime/problem-reply.ts";

export type CallOptions = {
  token?: string;
  /** Sent as JSON. */
  json?: unknown;
  csv?: string;
  /** Sent unchanged. The headers give its type. */
  raw?: string | Buffer;
  headers?: Readonly<Record<string, string>>;
};

export type Answer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when the body is empty. */
  body: unknown;
  /** The last part of the problem's URN. */
  problem: string | undefined;
  text: string;
};

export type Send = (method: string, target: string, options?: CallOptions) => Promise<HttpReply>;

/** The real local gateway in front of the real chain, with the given rows. */
export function gatewayOf(deps: Deps, rows: Partial<typeof routes> = routes): Send {
  let serve: HttpFunction | undefined;
  const gateway = openGateway({
    match: routeMatcher(Object.values(rows)),
    serve: async (...request) => {
      serve ??= httpFunction(await loadHandlers(), deps, rows);
      return serve(...request);
    },
    now: deps.now,
    newRequestId: () => "request-1",
    onFault: (fault) => {
      throw fault;
    },
  });
  return (method, target, { token, json, csv, raw, headers = {} } = {}) => {
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

/** The parsed JSON. Calendars and spreadsheets are text. */
export function parsedBody({ headers, body }: HttpReply): unknown {
  if (body === "") return undefined;
  return headers["content-type"]?.startsWith("text/") ? body : JSON.parse(body);
}

/** The last part of a problem's URN. */
export function problemNameOf(body: unknown): string | undefined {
  const type = z.object({ type: z.string() }).safeParse(body).data?.type;
  return type?.split(":").at(-1);
}

/** The problem document of an answer. */
export function problemOf(answer: Answer) {
  return problem.parse(answer.body);
}

/** A page of any list. */
export const pageShape = z.object({ items: z.array(z.record(z.string(), z.unknown())), cursor: z.string().optional() });
