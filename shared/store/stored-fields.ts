import * as z from "zod";
import { isLocalDate } from "../domain/calendar/local-date.ts";
import { codePattern, levels, municipalityPattern } from "../domain/codes.ts";

/** Fields in items of more than one table. */

export const storedCode = z.string().regex(codePattern);
export const storedDate = z.string().refine(isLocalDate, "not a date");
export const storedLevel = z.enum(levels);
export const storedMunicipality = z.string().regex(municipalityPattern);
export const storedCount = z.int().min(0);

/** The last millisecond of the year 9999: no later instant can be written as text. */
export const instantMillisMax = 253_402_300_799_999;

/** An instant in milliseconds since 1970, which takes a third of the bytes of RFC 3339. */
export const storedInstant = z
  .int()
  .min(0)
  .max(instantMillisMax)
  .transform((millis) => new Date(millis));

/**
 * A part of an item stored as JSON text, made by `exactJson`. Numbers come back bit for bit (DynamoDB's own numbers end
 * at 1e-130), and a condition on any engine can compare the text as a whole.
 */
export function storedJson<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** @throws RangeError for a number that JSON cannot express: it would silently become null */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (name, part: unknown) => {
    if (typeof part === "number" && !Number.isFinite(part))
      throw new RangeError(`${name} is ${part}, which JSON cannot say`);
    return part;
  });
}
