import { CsvError, parse } from "csv-parse/sync";
import * as z from "zod";

export type CsvRow = {
  /** Line of the file on which the row ends; the header is line 1. */
  line: number;
  /** By column name, trimmed; columns the row lacks are absent. */
  cells: Readonly<Record<string, string>>;
};

export type CsvTable =
  | { kind: "table"; columns: readonly string[]; rows: readonly CsvRow[] }
  | { kind: "unreadable"; line: number; detail: string };

/** What the parser gives when it is asked for line numbers; its own types do not say so. */
const withLines = z.array(z.object({ info: z.object({ lines: z.int() }), record: z.record(z.string(), z.string()) }));

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
    return { kind: "table", columns, rows: records.map(({ info, record }) => ({ line: info.lines, cells: record })) };
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    const line = "lines" in fault && typeof fault.lines === "number" ? fault.lines : 1;
    return { kind: "unreadable", line, detail: fault.message };
  }
}
