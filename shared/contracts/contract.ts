import type * as z from "zod";
import type { ProblemName } from "./problem.ts";

/** What one answer carries. */
export type ReplyContract = {
  description: string;
  /** Absent: no body. */
  body?: z.ZodType;
  /** Default `application/json`. */
  mediaType?: string;
  /** The answer carries the version of what it shows. */
  etag?: true;
  /** The answer has a Link header where another page follows, since its body cannot say so. */
  linksOn?: true;
};

/** What crosses HTTP on one route, in both directions. */
export type Contract = {
  summary: string;
  description?: string;
  path?: z.ZodObject;
  query?: z.ZodObject;
  /** Whether If-Match is read, or demanded. */
  ifMatch?: "optional" | "required";
  /** Accepted bodies by media type; text bodies are handed over as they came. */
  body?: Partial<Record<"application/json" | "text/csv", z.ZodType>>;
  replies: Partial<Record<200 | 201 | 204, ReplyContract>>;
  /** Beside those every route of its kind can answer. */
  problems?: readonly ProblemName[];
};
