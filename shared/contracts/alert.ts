import * as z from "zod";
import { alertStatuses, latestCrossingsMax, noteLengthMax, transitionsMax } from "../domain/alerts/alert.ts";
import { alertSeverities } from "../domain/alerts/verdict.ts";
import { firstOfficeCode } from "../domain/region/health-office.ts";
import {
  askedOffice,
  cursor,
  instant,
  level,
  limit,
  localDate,
  officeCode,
  rate,
  siteCode,
  territory,
  version,
} from "./fields.ts";

export const alertStatus = z.enum(alertStatuses);
const severity = z.enum(alertSeverities);
const verdict = z.enum(["provisional", "final"]);

/**
 * Room for a territory of 60 letters of three bytes each, as an identifier spells them, with the rule and the number.
 */
const alertIdMax = 640;

export const alertId = z.string().min(1).max(alertIdMax).meta({ description: "Names scope, rule and sequence" });

export const alertQuery = z.object({
  status: alertStatus.exactOptional(),
  office: askedOffice.exactOptional(),
  cursor,
  limit,
});

/** What people may do. Only evaluations make an alert new or withdrawn. */
export const transitionBody = z.strictObject({
  to: z.enum(["acknowledged", "verified", "false-alarm", "closed", "reopened"]),
  note: z.string().trim().max(noteLengthMax).meta({ description: "What was found; stays with the alert" }),
});

const scope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("site"), siteCode, territory, level }),
  z.object({ kind: z.literal("territory"), territory, level: level.exactOptional() }),
]);

/** Each rule adds its own members. These members belong to every rule. */
const explanation = z
  .looseObject({
    rule: z.string(),
    surveyDate: localDate,
    verdict,
    severity,
    officeCode: officeCode.default(firstOfficeCode).meta({ description: "The health office whose policy it was" }),
    policyVersion: version,
    absent: z.int().min(0),
    pupils: z.int().min(0),
    absenceRate: rate,
    completeness: z.object({ expected: z.int().min(0), reported: z.int().min(0), missing: z.int().min(0) }),
  })
  .meta({ id: "Explanation", description: "Why the rule spoke: its inputs and what it made of them" });

const crossing = z.object({
  surveyDate: localDate,
  verdict,
  severity,
  absent: z.int().min(0),
  pupils: z.int().min(0),
  absenceRate: rate,
});

const head = z.object({
  alertId,
  scope,
  rule: z.string(),
  sequence: z.int().min(1),
  status: alertStatus,
  severity,
  raisedAt: instant,
  crossings: z
    .array(crossing)
    .max(1 + latestCrossingsMax)
    .meta({ description: `The first crossing and the latest ${latestCrossingsMax}, oldest first` }),
  crossingsTotal: z.int().min(1).meta({ description: "How many crossings there are, those left out too" }),
  transitions: z
    .array(z.object({ to: alertStatus, by: z.string(), at: instant, note: z.string() }))
    .meta({ description: `Not reopened again after ${transitionsMax} by people; of the system's own the latest` }),
  version,
});

export const alert = head.meta({ id: "Alert", description: "A signal to be verified; never a diagnosis" });

/** A crossing has no explanation when it cannot be read any more. */
export const explainedAlert = head
  .extend({ crossings: z.array(crossing.extend({ explanation: explanation.exactOptional() })) })
  .meta({ id: "ExplainedAlert", description: "A signal to be verified, with why the rule spoke" });
