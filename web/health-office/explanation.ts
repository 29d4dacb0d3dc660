import * as z from "zod";
import { alertRules } from "../../shared/domain/alerts/alert.ts";
import type { Explanation } from "../../shared/domain/alerts/explanation.ts";

const known = z.looseObject({ rule: z.enum(alertRules) });

/** An explanation of a rule that these pages know; undefined for a rule of a later version. */
export function readExplanation(value: unknown): Explanation | undefined {
  return z.custom<Explanation>((candidate) => known.safeParse(candidate).success).safeParse(value).data;
}
