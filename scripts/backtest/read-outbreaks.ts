import { readFile } from "node:fs/promises";
import { readCsvTable } from "../../shared/contracts/csv-table.ts";
import { isLocalDate, type LocalDate } from "../../shared/domain/local-date.ts";
import { InputError } from "./read-observations.ts";

/** An outbreak whose date is known. An empty field concerns every territory, level or site. */
export type LabelledOutbreak = { territory: string; level: string; site: string; date: LocalDate };

/**
 * Reads labels: a CSV with `date` (the day from which the outbreak counts as begun) and, where wanted, `territory`,
 * `level` and `site`.
 * @throws InputError naming the line
 */
export async function readOutbreaks(file: string): Promise<LabelledOutbreak[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InputError(`${file} cannot be read`);
  });
  const table = readCsvTable(text, (heading) => heading.toLowerCase());
  if (table.kind === "unreadable") throw new InputError(`${file}:${table.line}: ${table.detail}`);
  if (table.rows.length === 0) throw new InputError(`${file} holds no outbreak`);
  return table.rows.map(({ line, cells: { date = "", territory = "", level = "", site = "" } }) => {
    if (!isLocalDate(date)) throw new InputError(`${file}:${line}: "${date}" is not a date (YYYY-MM-DD)`);
    return { territory, level, site, date };
  });
}
