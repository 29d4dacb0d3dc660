import * as z from "zod";
import { closureKinds } from "../domain/calendar/closure.ts";
import { instituteCode, level, line, localDate, municipality, pupilSiteCode, territory } from "./fields.ts";

const scope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("region") }),
  z.strictObject({ kind: z.literal("territory"), territory }),
  z.strictObject({ kind: z.literal("municipality"), municipality }),
  z.strictObject({ kind: z.literal("institute"), instituteCode }),
  z.strictObject({ kind: z.literal("site"), siteCode: pupilSiteCode }),
]);

export const closureId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "lower-case letters, digits and hyphens, at most 60")
  .max(60)
  .meta({ description: "Chosen by the caller", example: "snow-2026-01-29-milano" });

const closureFields = z.strictObject({
  kind: z.enum(closureKinds).meta({ description: "Strike and weather days are still expected but train no baseline" }),
  scope,
  level: level.exactOptional(),
  from: localDate,
  to: localDate.meta({ description: "Last day, included" }),
  reason: line,
});

export const closureBody = closureFields.refine((closure) => closure.from <= closure.to, {
  path: ["to"],
  message: "must not come before from",
});

export const closure = closureFields.extend({ closureId }).meta({ id: "Closure" });
