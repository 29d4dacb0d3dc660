import type * as z from "zod";
import type { Alert } from "../domain/alerts/alert.ts";
import type { IfMatch } from "../domain/if-match.ts";
import type { Jurisdiction } from "../domain/jurisdiction.ts";
import type { Language } from "../domain/language.ts";
import type { Principal } from "../domain/principal.ts";
import type { Decider } from "../domain/region/audit-entry.ts";
import type { OfficeCode } from "../domain/region/health-office.ts";
import type { Site } from "../domain/registry/site.ts";
import type { RouteName, routes } from "../routes.ts";
import type { RouteDeps } from "./deps.ts";
import type { ProblemCause } from "./problem-reply.ts";

type Rows = typeof routes;
type ContractOf<Name extends RouteName> = Rows[Name]["contract"];

type Parsed<C, Key extends string> = C extends { readonly [K in Key]: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : undefined;
type ParsedBody<C> = C extends { readonly body: infer Bodies }
  ? { [Media in keyof Bodies]: Bodies[Media] extends z.ZodType ? z.output<Bodies[Media]> : never }[keyof Bodies]
  : undefined;
type Caller<Name extends RouteName> = Rows[Name]["roles"] extends readonly (infer Allowed)[]
  ? Extract<Principal, { role: Allowed }>
  : undefined;
type SiteInPath<Name extends RouteName> = Rows[Name]["path"] extends `${string}{siteCode}${string}`
  ? Rows[Name]["method"] extends "PUT"
    ? Rows[Name]["path"] extends "/v1/sites/{siteCode}"
      ? Site | undefined
      : Site
    : Site
  : undefined;

type AlertInPath<Name extends RouteName> = Rows[Name]["path"] extends `${string}{alertId}${string}` ? Alert : undefined;

/** The input of a handler: parsed, authorised, with the time of the request. */
export type RouteRequest<Name extends RouteName> = {
  path: Parsed<ContractOf<Name>, "path">;
  query: Parsed<ContractOf<Name>, "query">;
  body: ParsedBody<ContractOf<Name>>;
  /** Absent when the request has no condition. */
  ifMatch: IfMatch | undefined;
  caller: Caller<Name>;
  /** The caller's jurisdiction, the only way to get territories. */
  jurisdiction: Rows[Name]["roles"] extends "public" ? undefined : Jurisdiction;
  /** For a row with `perOffice`: the health office of the request. */
  office: Rows[Name] extends { perOffice: true } ? OfficeCode : undefined;
  /** The author of a decision, for the audit. Only rows that may append to the audit have one. */
  decider: Rows[Name]["tables"] extends { audit: "append" } ? Decider : undefined;
  /** The site in the path, which the authorisation has read. */
  site: SiteInPath<Name>;
  /** The alert in the path, in the same way. */
  alert: AlertInPath<Name>;
  language: Language;
  now: Date;
  /** The served route table. */
  rows: Partial<Rows>;
};

type ReplyBody<Reply> = Reply extends { readonly body: infer Schema extends z.ZodType }
  ? { body: z.input<Schema> }
  : object;

/** The result of a handler: an answer of its contract, or a problem. */
export type RouteReply<Name extends RouteName> =
  | {
      [Status in keyof ContractOf<Name>["replies"]]: {
        status: Status;
        /** Becomes the ETag. */
        version?: number;
        /** Becomes the Link header to the next page, for bodies that cannot carry a cursor. */
        nextCursor?: string;
        /** Refusals inside an answer that is not itself a refusal. They are logged like refusals. */
        refusals?: readonly ProblemCause[];
      } & ReplyBody<ContractOf<Name>["replies"][Status]>;
    }[keyof ContractOf<Name>["replies"]]
  | { problem: ProblemCause };

/** The chain's input for any handler. `RouteRequest` narrows it to one row. */
export type AnyRequest = {
  path: unknown;
  query: unknown;
  body: unknown;
  ifMatch: IfMatch | undefined;
  caller: Principal | undefined;
  jurisdiction: Jurisdiction | undefined;
  office: OfficeCode | undefined;
  decider: Decider | undefined;
  site: Site | undefined;
  alert: Alert | undefined;
  language: Language;
  now: Date;
  /** The served route table. */
  rows: Partial<Rows>;
};

/** Any reply, for the chain. It is parsed with the contract of its row before it leaves. */
export type AnyReply =
  | {
      status: PropertyKey;
      version?: number;
      nextCursor?: string;
      refusals?: readonly ProblemCause[];
      body?: unknown;
    }
  | { problem: ProblemCause };

/** `act` is a method, so that a handler with the narrower request of its row has this type too. */
export type Handler<Name extends RouteName = RouteName> = {
  name: Name;
  act(request: AnyRequest, deps: RouteDeps<Name>): Promise<AnyReply>;
};

/**
 * The handler of one row of the route table, typed by that row. The chain parses with the same row, so the values of
 * `act` have its types. Only here the compiler must trust this. It is called in two steps, so that the row is known
 * before the compiler checks the types of the answer.
 */
export function handlerFor<Name extends RouteName>(name: Name) {
  return (act: (request: RouteRequest<Name>, deps: RouteDeps<Name>) => Promise<RouteReply<Name>>): Handler<Name> => ({
    name,
    act,
  });
}
