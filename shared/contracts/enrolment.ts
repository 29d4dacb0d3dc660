import * as z from "zod";
import { classes, confirm, instant, localDate, pupils, siteCode } from "./fields.ts";

export const enrolment = z
  .object({ validFrom: localDate, pupils, classes })
  .meta({ id: "Enrolment", description: "Pupils and classes from a date on" });

export const enrolmentBody = z.strictObject({ pupils, classes, confirm });

export const enrolmentStep = z.object({ siteCode, validFrom: localDate, pupils, classes });

const entered = { pupils, classes, enteredAt: instant, enteredBy: z.string() };

export const enrolmentHistoryItem = z.object({
  siteCode,
  validFrom: localDate,
  ...entered,
  superseded: z
    .array(z.object(entered))
    .meta({ description: "Counts entered earlier for the same date, oldest first" }),
});
