import * as z from "zod";
import type { ProblemWords } from "../words/problem-words.ts";
import { absenceReport } from "./absence-report.ts";
import { instant, siteCode } from "./fields.ts";

/**
 * The closed list of the API's refusals, with their status. The name is the last part of the `type` URN; it never
 * changes.
 */
export const problemStatuses = {
  "malformed-json": 400,
  unauthenticated: 401,
  "link-expired": 401,
  forbidden: 403,
  "not-found": 404,
  "not-acceptable": 406,
  "survey-day-closed": 409,
  "survey-day-not-open": 409,
  "site-not-sentinel": 409,
  "enrolment-missing": 409,
  "too-many-revisions": 409,
  "survey-day-too-old": 409,
  "too-many-reopenings": 409,
  "too-many-closures": 409,
  "territory-taken": 409,
  "report-unreadable": 409,
  "needs-confirmation": 409,
  "illegal-transition": 409,
  "too-many-transitions": 409,
  "backtest-missing": 409,
  "version-conflict": 412,
  "weak-etag": 412,
  "too-large": 413,
  "unsupported-media-type": 415,
  "invalid-request": 422,
  "institute-too-large": 422,
  "not-a-survey-day": 422,
  "absent-exceeds-enrolled": 422,
  "illness-exceeds-absent": 422,
  "condition-required": 428,
  "too-many-requests": 429,
  "internal-error": 500,
  unavailable: 503,
} as const satisfies Record<keyof ProblemWords["titles"], number>;

export type ProblemName = keyof typeof problemStatuses;

export const problemMediaType = "application/problem+json";

export function problemType(name: ProblemName): string {
  return `urn:sentinella:problem:${name}`;
}

/** RFC 9457, with the members that our problems add. */
export const problem = z
  .object({
    type: z.string().meta({ description: "A stable URN", example: "urn:sentinella:problem:survey-day-closed" }),
    status: z.int().min(200).max(599),
    title: z.string(),
    detail: z.string().exactOptional().meta({ description: "What happened and what to do, in the caller's language" }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .meta({ description: "One entry per offending value, with its JSON pointer" }),
    opensAt: instant.exactOptional(),
    dueAt: instant.exactOptional(),
    lateUntil: instant.exactOptional(),
    closedSince: instant.exactOptional(),
    warnings: z.array(z.string()).exactOptional().meta({ description: "What has to be confirmed" }),
    current: absenceReport.exactOptional().meta({ description: "The value that stands" }),
    currentVersion: z.int().min(0).exactOptional().meta({ description: "The version that stands" }),
    requestId: z.string().exactOptional(),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details" });

export type ProblemBody = z.output<typeof problem>;

/** The outcome of each item of a bulk submission, in the order sent. */
export const bulkReportResult = z.object({
  items: z.array(
    z.object({
      siteCode,
      status: z.int().min(200).max(599),
      report: absenceReport.exactOptional(),
      problem: problem.exactOptional(),
    }),
  ),
});
