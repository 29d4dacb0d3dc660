import { CsvError, parse } from "csv-parse/sync";
import * as z from "zod";

export type CsvRow = {
  /** Line of the file on which the row ends; the header is line 1. */
  line: number;
  /** By column name, trimmed; columns the row lacks are absent. */
  cells: Readonly<Record<string, string>>;
  /** Something stands behind the last column: a separator too many, so that no cell can be trusted. */
  surplus: boolean;
};

export type CsvTable =
  | { kind: "table"; columns: readonly string[]; rows: readonly CsvRow[] }
  | { kind: "unreadable"; line: number; detail: string };

/** What the parser gives when it is asked for line numbers; its own types do not say so. */
const withLines = z.array(
  z.object({
    info: z.object({
      lines: z.int(),
      /** The row is shorter or longer than the header; all its cells. */
      error: z.object({ record: z.array(z.string()) }).optional(),
    }),
    record: z.record(z.string(), z.string()),
  }),
);

/** What a decoder puts in the place of bytes that are not UTF-8. */
const replacement = "\uFFFD";

/** Excel in Italy writes semicolons; the header tells. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.indexOf("\n") + 1 || undefined);
  return header.includes(";") && !header.includes(",") ? ";" : ",";
}

/**
 * Reads a CSV with a header line: UTF-8, with or without a byte-order mark, quoted cells, comma or semicolon.
 * @param nameOf what a column is called from here on, from its heading
 */
export function readCsvTable(text: string, nameOf: (heading: string) => string): CsvTable {
  let columns: string[] = [];
  const undecodable = text.indexOf(replacement);
  if (undecodable >= 0) {
    const line = text.slice(0, undecodable).split("\n").length;
    return { kind: "unreadable", line, detail: "not UTF-8: save it as CSV UTF-8" };
  }
  try {
    const records = withLines.parse(
      parse(text, {
        bom: true,
        delimiter: delimiterOf(text),
        info: true,
        trim: true,
        skip_empty_lines: true,
        // A row that is too short or too long is that row's fault, told with its line.
        relax_column_count: true,
        columns: (headings: string[]) => {
          columns = headings.map(nameOf);
          return columns;
        },
      }),
    );
    const rows = records.map(({ info: { lines, error }, record }) => ({
      line: lines,
      cells: record,
      surplus: error?.record.slice(columns.length).some((cell) => cell !== "") ?? false,
    }));
    return { kind: "table", columns, rows };
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    const line = "lines" in fault && typeof fault.lines === "number" ? fault.lines : 1;
    return { kind: "unreadable", line, detail: fault.message };
  }
}
