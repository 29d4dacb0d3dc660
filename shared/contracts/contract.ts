import type * as z from "zod";
import type { ProblemName } from "./problem.ts";

/** What one answer carries. */
export type ReplyContract = {
  description: string;
  /** Absent: no body. */
  body?: z.ZodType;
  /** Default `application/json`. */
  mediaType?: string;
  /** The answer carries the version of its content. */
  etag?: true;
  /** The answer has a Link header when another page follows, because its body cannot say so. */
  linksOn?: true;
};

/** What crosses HTTP on one route, in both directions. */
export type Contract = {
  summary: string;
  description?: string;
  path?: z.ZodObject;
  query?: z.ZodObject;
  /** Whether the route reads If-Match or requires it. */
  ifMatch?: "optional" | "required";
  /** Accepted bodies by media type. Text bodies reach the handler unchanged. */
  body?: Partial<Record<"application/json" | "text/csv", z.ZodType>>;
  replies: Partial<Record<200 | 201 | 204, ReplyContract>>;
  /** In addition to the problems that every route of its kind can answer. */
  problems?: readonly ProblemName[];
};
