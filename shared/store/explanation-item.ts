import * as z from "zod";
import { alertSeverities } from "../domain/alert.ts";
import type { Explanation } from "../domain/explanation.ts";
import { storedCount, storedDate } from "./stored-fields.ts";

export const alertRuleItem = z.enum([
  "absolute",
  "level-threshold",
  "site",
  "common-cause",
  "territory",
]) satisfies z.ZodType<Explanation["rule"]>;

const observedItem = z.object({
  rule: alertRuleItem,
  surveyDate: storedDate,
  verdict: z.enum(["provisional", "final"]),
  severity: z.enum(alertSeverities),
  policyVersion: storedCount,
  absent: storedCount,
  pupils: storedCount,
  absenceRate: z.number(),
  completeness: z.object({ expected: storedCount, reported: storedCount, missing: storedCount }),
  stillAboveIfMissingHadNone: z.boolean(),
});

/** Checks what every explanation says; what a rule adds to it comes back as it was written. */
export const explanationItem = z.custom<Explanation>(
  (value) => observedItem.safeParse(value).success,
  "not an explanation",
);
