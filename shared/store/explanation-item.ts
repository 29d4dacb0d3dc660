import * as z from "zod";
import { alertRules } from "../domain/alerts/alert.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import { storedCount, storedDate } from "./stored-fields.ts";

export const alertRuleItem = z.enum(alertRules);

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

/**
 * Checks what every explanation says. What a rule adds to it comes back as it was written: an alert of years ago must
 * stay readable after its rule has learnt to say more.
 */
export const explanationItem = z.custom<Explanation>(
  (value) => observedItem.safeParse(value).success,
  "not an explanation",
);
