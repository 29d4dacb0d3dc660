import CliTable from "cli-table3";
import type { PageTable } from "./html-page.ts";

/** The table as text. The first column is aligned left, the others right. */
export function consoleTable({ head, rows }: PageTable): string {
  const table = new CliTable({
    head: [...head],
    colAligns: head.map((_, i) => (i === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
