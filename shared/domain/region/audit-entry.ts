import type { Role } from "../principal.ts";
import type { OfficeCode } from "./health-office.ts";

/** The author of a decision, with the route and the instant of the request. */
export type Decider = {
  /** The health office of the author. The region and school authorities have no office. */
  scope: OfficeCode | "region";
  by: string;
  role: Role;
  /** The name of the route. */
  action: string;
  at: Date;
  /** It makes a repeated entry of one request the same entry. */
  requestId: string;
};

/** A few facts by name, without lists and addresses. */
export type AuditSummary = Readonly<Record<string, string | number | boolean>>;

/** One decision. */
export type AuditEntry = Decider & {
  /** A code, an id, or the content of a file. */
  target: string;
  /** The state before. It is absent for a new target, and when the earlier entry about the target has it. */
  before?: AuditSummary;
  after?: AuditSummary;
};
