import type { ProblemCause } from "../../../shared/runtime/problem-reply.ts";

/** The refusal of a value that its schema alone could not refuse. */
export function invalidRequest(pointer: string, detail: string): { problem: ProblemCause } {
  return { problem: { reason: "invalid-request", errors: [{ pointer, detail }] } };
}
