import * as z from "zod";
import { askedTerritory, centuryPattern, cursor } from "./fields.ts";

export const exportRowsMax = 20_000;

const monthLength = 7;

export const absenceReportExportQuery = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { message: "not a month, as YYYY-MM", abort: true })
    .regex(centuryPattern, "not a month of the years 2000 to 2099")
    .max(monthLength)
    .meta({ description: "Calendar month", example: "2026-11" }),
  territory: askedTerritory,
  cursor,
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(exportRowsMax)
    .exactOptional()
    .meta({ description: "How many rows at most", type: "integer" }),
});
