import * as z from "zod";
import { csvCellCharsMax, csvColumnsMax } from "./csv-table.ts";
import { count } from "./fields.ts";

export const importBytesMax = 5_000_000;
export const importRowsMax = 10_000;

/** The HTTP chain limits the size, because a file that is too large is not a wrong value. */
export const csvFile = z.string().meta({
  maxLength: importBytesMax,
  description: `At most ${importRowsMax} rows of ${csvColumnsMax} columns with ${csvCellCharsMax} characters a cell`,
});

/** The answer repeats at most this many characters of a code, which may be malformed. */
export const codeShownMax = 30;

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
      siteCode: z.string().max(codeShownMax).exactOptional(),
      outcome: z.enum(["created", "updated", "unchanged", "institute", "rejected"]),
      reason: z.string().exactOptional(),
    }),
  ),
});
