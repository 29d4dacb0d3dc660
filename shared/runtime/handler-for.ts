import type * as z from "zod";
import type { Alert } from "../domain/alerts/alert.ts";
import type { IfMatch } from "../domain/if-match.ts";
import type { Jurisdiction } from "../domain/jurisdiction.ts";
import type { Language } from "../domain/language.ts";
import type { Principal } from "../domain/principal.ts";
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

/** What a handler is given: parsed, authorised, with the time of the request. */
export type RouteRequest<Name extends RouteName> = {
  path: Parsed<ContractOf<Name>, "path">;
  query: Parsed<ContractOf<Name>, "query">;
  body: ParsedBody<ContractOf<Name>>;
  /** Absent: no condition was sent. */
  ifMatch: IfMatch | undefined;
  caller: Caller<Name>;
  /** What is the caller's: there is no other way to ask for territories. */
  jurisdiction: Rows[Name]["roles"] extends "public" ? undefined : Jurisdiction;
  /** The health office that a row with `perOffice` is asked about. */
  office: Rows[Name] extends { perOffice: true } ? OfficeCode : undefined;
  /** The site named in the path: authorisation has read it already. */
  site: SiteInPath<Name>;
  /** The alert named in the path, too. */
  alert: AlertInPath<Name>;
  language: Language;
  now: Date;
  /** The route table that is served. */
  rows: Partial<Rows>;
};

type ReplyBody<Reply> = Reply extends { readonly body: infer Schema extends z.ZodType }
  ? { body: z.input<Schema> }
  : object;

/** What a handler sends: one of the answers of its contract, or a problem. */
export type RouteReply<Name extends RouteName> =
  | {
      [Status in keyof ContractOf<Name>["replies"]]: {
        status: Status;
        /** Becomes the ETag. */
        version?: number;
        /** Becomes the Link header to the next page, for bodies that cannot carry a cursor. */
        nextCursor?: string;
        /** What was refused within an answer that is none; logged as refusals are. */
        refusals?: readonly ProblemCause[];
      } & ReplyBody<ContractOf<Name>["replies"][Status]>;
    }[keyof ContractOf<Name>["replies"]]
  | { problem: ProblemCause };

/** What the chain hands to any handler; `RouteRequest` narrows it to one row. */
export type AnyRequest = {
  path: unknown;
  query: unknown;
  body: unknown;
  ifMatch: IfMatch | undefined;
  caller: Principal | undefined;
  jurisdiction: Jurisdiction | undefined;
  office: OfficeCode | undefined;
  site: Site | undefined;
  alert: Alert | undefined;
  language: Language;
  now: Date;
  /** The route table that is served. */
  rows: Partial<Rows>;
};

/** What the chain makes of any reply; it is parsed against the contract of its row before it leaves. */
export type AnyReply =
  | {
      status: PropertyKey;
      version?: number;
      nextCursor?: string;
      refusals?: readonly ProblemCause[];
      body?: unknown;
    }
  | { problem: ProblemCause };

/** A method, so that a handler which asks for the narrower request of its row still is one. */
export type Handler<Name extends RouteName = RouteName> = {
  name: Name;
  act(request: AnyRequest, deps: RouteDeps<Name>): Promise<AnyReply>;
};

/**
 * The handler of one row of the route table, typed by that row. The chain parses with the same row, so what `act`
 * is given is what its type says; this is the one place where the compiler takes that on trust.
 * Called in two steps, so that the row is settled before the types of the answer are looked at.
 */
export function handlerFor<Name extends RouteName>(name: Name) {
  return (act: (request: RouteRequest<Name>, deps: RouteDeps<Name>) => Promise<RouteReply<Name>>): Handler<Name> => ({
    name,
    act,
  });
}
