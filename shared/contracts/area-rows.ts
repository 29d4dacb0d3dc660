import { areaRowsMax } from "./areas.ts";
import { readCsvTable, type UnreadableCsv } from "./csv-table.ts";

/** A row as the caller sent it, before any check. */
export type AreaRow = { line: number; value: Readonly<Record<string, unknown>> };

/** The columns of a CSV by the members of an item. */
const columns = {
  municipality: "municipality",
  municipalityName: "municipality_name",
  siteCode: "site_code",
  district: "district",
  territory: "territory",
} as const;

/** The rows of either form of the body: a CSV, or items counted from 1. */
export function readAreaRows(
  body: string | { items: readonly Record<string, unknown>[] },
): { kind: "rows"; rows: readonly AreaRow[] } | UnreadableCsv {
  if (typeof body !== "string")
    return { kind: "rows", rows: body.items.map((value, index) => ({ line: index + 1, value })) };
  const { district, territory, ...optional } = columns;
  const table = readCsvTable(body, { needed: [district, territory], optional: Object.values(optional) }, areaRowsMax);
  if (table.kind !== "table") return table;
  const rows = table.rows.map(({ line, cells, surplus }) => {
    // An empty cell means that the member is not given.
    const given = Object.entries(columns).flatMap(([member, column]) => {
      const cell = cells.get(column);
      return cell === undefined || cell === "" ? [] : [[member, cell]];
    });
    return { line, value: { ...Object.fromEntries(given), ...(surplus ? { surplus } : {}) } };
  });
  return { kind: "rows", rows };
}
