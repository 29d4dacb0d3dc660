import * as z from "zod";
import { count } from "./fields.ts";

export const importBytesMax = 5_000_000;
export const importRowsMax = 10_000;

export const registryImportQuery = z.object({
  "dry-run": z.enum(["true", "false"]).exactOptional().meta({ description: "Judge every row, write nothing" }),
});

export const registryImportResult = z.object({
  dryRun: z.boolean(),
  accepted: count.meta({ description: "Rows created, updated or unchanged" }),
  rejected: count,
  items: z.array(
    z.object({
      line: z.int().min(2).meta({ description: "Line of the file; the header is line 1" }),
      siteCode: z.string().exactOptional(),
      outcome: z.enum(["created", "updated", "unchanged", "institute", "rejected"]),
      reason: z.string().exactOptional(),
    }),
  ),
});
