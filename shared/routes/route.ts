import type { Contract } from "../contracts/contract.ts";
import type { Role } from "../domain/principal.ts";
import type { TableId } from "../tables.ts";

/** The Lambda functions that serve routes; each has a part of the route table. */
export type HttpFunctionName = "public" | "registration" | "absences" | "surveillance";

/** An HTTP route; its handler is `functions/api/<row name>.ts`. */
export type Route = {
  method: "GET" | "PUT" | "POST" | "DELETE";
  path: `/v1/${string}`;
  /** Who may call it; within a role everybody sees only what is theirs. */
  roles: readonly Role[] | "public";
  servedBy: HttpFunctionName;
  /** Of what the route is about each health office has its own: the chain settles of which office it is asked. */
  perOffice?: true;
  /** What the handler does to which table; becomes the function's permissions. */
  tables: Partial<Record<TableId, "read" | "write" | "read-write">>;
  contract: Contract;
};

/** A part of the route table: all that one function serves. */
export type RoutesOf<Name extends HttpFunctionName> = Readonly<Record<string, Route & { servedBy: Name }>>;
