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

/** An explanation of a release with a single office: it has no `officeCode`. */
type Unowned<One> = One extends Explanation ? Omit<One, "officeCode"> & Partial<Pick<One, "officeCode">> : never;

/**
 * Checks the members of every explanation. It does not check the members of each rule, because old alerts must stay
 * readable when a rule gains members. An explanation of an earlier release has no office: it belongs to the first one.
 */
export const explanationItem = z
  .custom<Unowned<Explanation>>((value) => observedItem.safeParse(value).success, "not an explanation")
  .transform((explanation): Explanation => ({ officeCode: firstOfficeCode, ...explanation }));
