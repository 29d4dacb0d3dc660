import * as z from "zod";
import { cursor, territory } from "./fields.ts";

export const exportRowsMax = 20_000;

export const absenceReportExportQuery = z.object({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, "not a month, as YYYY-MM")
    .meta({ description: "Calendar month", example: "2026-11" }),
  territory,
  cursor,
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(exportRowsMax)
    .exactOptional()
    .meta({ description: "How many rows at most", type: "integer" }),
});
