import * as z from "zod";
import { problem } from "../../shared/contracts/problem.ts";
import type { Language } from "../../shared/domain/language.ts";
import { ownValue } from "../../shared/domain/own-value.ts";
import type { Route } from "../../shared/routes/route.ts";
import { type RouteName, routes } from "../../shared/routes.ts";
import { ApiProblem, NoConnection } from "./api-problem.ts";
import type { CallInput, ReplyBody } from "./api-types.ts";

// Compiled validators need `eval`, which the Content-Security-Policy forbids.
z.config({ jitless: true });

/** No answer takes longer. Without this limit, a phone that lost its connection waits for minutes. */
const timeoutMillis = 30_000;

export type Caller = { token?: string | undefined; language: Language };

export type ApiReply<Name extends RouteName> = {
  body: ReplyBody<Name>;
  /** The version in the ETag. */
  version?: number;
  /** The cursor of the next page, for bodies that cannot hold it. */
  nextCursor?: string;
};

export type ApiCall = <Name extends RouteName>(name: Name, input: CallInput<Name>) => Promise<ApiReply<Name>>;

type AnyInput = { path?: unknown; query?: unknown; body?: unknown; ifMatch?: number };

/**
 * Calls the API by the route table. The request and the answer have the types of the row, and the row's schema parses
 * the answer.
 * @throws ApiProblem when the API refuses
 * @throws NoConnection when no answer came
 */
export function openApi({ token, language }: Caller): ApiCall {
  return async <Name extends RouteName>(name: Name, input: AnyInput) => {
    const row: Route = routes[name];
    const response = await send(row, input, { token, language });
    const text = await response.text();
    if (!response.ok) throw new ApiProblem(problemOf(response.status, text));
    const promised = Object.entries(row.contract.replies).find(([status]) => Number(status) === response.status)?.[1];
    const mediaType = promised?.mediaType ?? "application/json";
    const content: unknown = mediaType === "application/json" ? parseJson(text) : text;
    const version = /^"(\d+)"$/.exec(response.headers.get("etag") ?? "")?.[1];
    const next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
    const nextCursor = next === undefined ? null : new URL(next, location.origin).searchParams.get("cursor");
    return {
      // The row's own schema has parsed it. The compiler cannot know the row, because `name` is generic.
      body: z.custom<ReplyBody<Name>>().parse(promised?.body?.parse(content)),
      ...(version === undefined ? {} : { version: Number(version) }),
      ...(nextCursor === null ? {} : { nextCursor }),
    };
  };
}

async function send(row: Route, { path, query, body, ifMatch }: AnyInput, { token, language }: Caller) {
  const headers = new Headers({ accept: "*/*", "accept-language": language });
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (ifMatch !== undefined) headers.set("if-match", `"${ifMatch}"`);
  if (body !== undefined) headers.set("content-type", typeof body === "string" ? "text/csv" : "application/json");
  const target = `${fillPath(row.path, path)}${queryOf(query)}`;
  try {
    return await fetch(target, {
      method: row.method,
      headers,
      signal: AbortSignal.timeout(timeoutMillis),
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  } catch (fault) {
    throw new NoConnection(row.path, { cause: fault });
  }
}

const parameters = z.record(z.string(), z.union([z.string(), z.number()]).optional());

function fillPath(template: string, path: unknown): string {
  const values = parameters.parse(path ?? {});
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ownValue(values, name) ?? ""));
}

function queryOf(query: unknown): string {
  const values = Object.entries(parameters.parse(query ?? {}));
  const given = values.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** The gateway refuses some calls itself, in its own words. */
function problemOf(status: number, text: string) {
  const parsed = problem.safeParse(parseJson(text));
  return parsed.success ? parsed.data : { type: "about:blank", status, title: `HTTP ${status}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
