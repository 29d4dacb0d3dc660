import * as z from "zod";
import { alertSeverities, alertStatuses } from "../domain/alert.ts";
import { cursor, instant, level, limit, localDate, rate, siteCode, territory, version } from "./fields.ts";

export const alertStatus = z.enum(alertStatuses);
const severity = z.enum(alertSeverities);

/** A territory of 60 letters that take three bytes each, as an identifier spells them, with room for rule and number. */
const alertIdMax = 640;

export const alertId = z.string().min(1).max(alertIdMax).meta({ description: "Names scope, rule and sequence" });

export const alertQuery = z.object({ status: alertStatus.exactOptional(), cursor, limit });

/** A few hundred moves of one alert stay far below what an item can hold. */
const noteMax = 1_000;

/** What people may do; new and withdrawn are reached by evaluations alone. */
export const transitionBody = z.strictObject({
  to: z.enum(["acknowledged", "verified", "false-alarm", "closed", "reopened"]),
  note: z.string().trim().max(noteMax).meta({ description: "What was found; stays with the alert" }),
});

const scope = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("site"), siteCode, territory, level }),
  z.object({ kind: z.literal("territory"), territory, level: level.exactOptional() }),
]);

/** Each rule adds what it used; the members here are those every rule has. */
const explanation = z
  .looseObject({
    rule: z.string(),
    surveyDate: localDate,
    verdict: z.enum(["provisional", "final"]),
    severity,
    policyVersion: version,
    absent: z.int().min(0),
    pupils: z.int().min(0),
    absenceRate: rate,
    completeness: z.object({ expected: z.int().min(0), reported: z.int().min(0), missing: z.int().min(0) }),
  })
  .meta({ id: "Explanation", description: "Why the rule spoke: its inputs and what it made of them" });

export const alert = z
  .object({
    alertId,
    scope,
    rule: z.string(),
    sequence: z.int().min(1),
    status: alertStatus,
    severity,
    raisedAt: instant,
    crossings: z.array(z.object({ surveyDate: localDate, explanation })),
    transitions: z.array(z.object({ to: alertStatus, by: z.string(), at: instant, note: z.string() })),
    version,
  })
  .meta({ id: "Alert", description: "A signal to be verified; never a diagnosis" });
