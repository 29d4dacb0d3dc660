import * as z from "zod";
import { alertRules } from "../domain/alerts/alert.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import { firstOfficeCode } from "../domain/region/health-office.ts";
import { storedCount, storedDate } from "./stored-fields.ts";

export const alertRuleItem = z.enum(alertRules);

const observedItem = z.object({
  rule: alertRuleItem,
  surveyDate: storedDate,
  verdict: z.enum(["provisional", "final"]),
  severity: z.enum(alertSeverities),
  officeCode: z.string().min(1).exactOptional(),
  policyVersion: storedCount,
  absent: storedCount,
  pupils: storedCount,
  absenceRate: z.number(),
  completeness: z.object({ expected: storedCount, reported: storedCount, missing: storedCount }),
  stillAboveIfMissingHadNone: z.boolean(),
});

/** As the release wrote it that knew one office alone. */
type Unowned<One> = One extends Explanation ? Omit<One, "officeCode"> & Partial<Pick<One, "officeCode">> : never;

/**
 * Checks what every explanation says. What a rule adds to it comes back as it was written: an alert of years ago must
 * stay readable after its rule has learnt to say more. One of an earlier release names no office: there was one.
 */
export const explanationItem = z
  .custom<Unowned<Explanation>>((value) => observedItem.safeParse(value).success, "not an explanation")
  .transform((explanation): Explanation => ({ officeCode: firstOfficeCode, ...explanation }));
