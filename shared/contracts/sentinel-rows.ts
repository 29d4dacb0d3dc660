import { readCsvTable, type UnreadableCsv } from "./csv-table.ts";
import { sentinelItemsMax } from "./site.ts";

/** A row as the caller sent it, before any check. */
export type SentinelRow = { line: number; value: Readonly<Record<string, unknown>> };

type SentinelRows = { kind: "rows"; rows: readonly SentinelRow[] };

const columns = { needed: ["site_code", "sentinel_from"], optional: ["sentinel_until"] };

/** The rows of either form of the body: a CSV, or items counted from 1. */
export function readSentinelRows(
  body: string | { items: readonly Record<string, unknown>[] },
): SentinelRows | UnreadableCsv {
  if (typeof body === "string") return rowsOfCsv(body);
  return { kind: "rows", rows: body.items.map((value, index) => ({ line: index + 1, value })) };
}

function rowsOfCsv(text: string): SentinelRows | UnreadableCsv {
  const table = readCsvTable(text, columns, sentinelItemsMax);
  if (table.kind !== "table") return table;
  const rows = table.rows.map(({ line, cells, surplus }) => {
    // An empty cell means that no date is given.
    const cell = (name: string, column: string) => (cells.get(column) ? { [name]: cells.get(column) } : {});
    const value = {
      ...cell("siteCode", "site_code"),
      ...cell("sentinelFrom", "sentinel_from"),
      ...cell("sentinelUntil", "sentinel_until"),
      ...(surplus ? { surplus } : {}),
    };
    return { line, value };
  });
  return { kind: "rows", rows };
}
