import type { Contract } from "../contracts/contract.ts";
import type { Role } from "../domain/principal.ts";
import type { TableId } from "../tables.ts";

/** The Lambda functions that serve routes. Each has a part of the route table. */
export type HttpFunctionName = "public" | "registration" | "absences" | "surveillance";

/** An HTTP route; its handler is `functions/api/<row name>.ts`. */
export type Route = {
  method: "GET" | "PUT" | "POST" | "DELETE";
  path: `/v1/${string}`;
  /** The roles that may call it. Within a role, callers see only their own data. */
  roles: readonly Role[] | "public";
  servedBy: HttpFunctionName;
  /** Each health office has its own data for this route: the chain decides which office a call is about. */
  perOffice?: true;
  /** The handler's access to each table. It becomes the function's permissions. */
  tables: Partial<Record<TableId, "read" | "write" | "read-write" | "append">>;
  contract: Contract;
};

/** A part of the route table: all routes of one function. */
export type RoutesOf<Name extends HttpFunctionName> = Readonly<Record<string, Route & { servedBy: Name }>>;
