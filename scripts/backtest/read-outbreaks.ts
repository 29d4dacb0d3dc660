import { readFile } from "node:fs/promises";
import { csvFaultWords } from "../../shared/contracts/csv-fault-words.ts";
import { readCsvTable } from "../../shared/contracts/csv-table.ts";
import { isLocalDate, type LocalDate } from "../../shared/domain/calendar/local-date.ts";
import { InputError } from "../report/input-error.ts";

/** An outbreak with a known date. An empty field means every territory, level or site. */
export type LabelledOutbreak = { territory: string; level: string; site: string; date: LocalDate };

const columns = { needed: ["date"], optional: ["territory", "level", "site"] };
const outbreaksMax = 10_000;

/**
 * Reads labels: a CSV with `date` (the day from which the outbreak counts as begun) and, optionally, `territory`,
 * `level` and `site`.
 * @throws InputError saying what is wrong with the file
 */
export async function readOutbreaks(file: string): Promise<LabelledOutbreak[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InputError(`${file} cannot be read`);
  });
  const table = readCsvTable(text, columns, outbreaksMax);
  if (table.kind !== "table") throw new InputError(`${file}: ${csvFaultWords(table, "en")}`);
  if (table.rows.length === 0) throw new InputError(`${file} holds no outbreak`);
  return table.rows.map(({ line, cells }) => {
    const cell = (column: string) => cells.get(column) ?? "";
    const date = cell("date");
    if (!isLocalDate(date)) throw new InputError(`${file}:${line}: "${date}" is not a date (YYYY-MM-DD)`);
    return { territory: cell("territory"), level: cell("level"), site: cell("site"), date };
  });
}
