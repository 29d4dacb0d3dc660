import type { Explanation } from "../../shared/domain/alerts/explanation.ts";

/** What was written as JSON, read again: doubles survive bit for bit. */
export function explanation(json: string): Explanation {
  return JSON.parse(json);
}
