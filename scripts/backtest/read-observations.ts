import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import { CsvError, parse } from "csv-parse/sync";
import { isLocalDate, type LocalDate } from "../../shared/domain/calendar/local-date.ts";
import { plural } from "../../shared/words/plural.ts";
import { InputError } from "../report/input-error.ts";

/** One row of the input: a site (of one school level) on one day. */
export type Observation = {
  site: string;
  level: string;
  territory: string;
  date: LocalDate;
  /** Absent when the row says that the site was asked but gave no count. */
  count?: { absent: number; enrolled: number };
};

type Column = "site" | "date" | "enrolled" | "absent" | "level" | "territory";
/** Header names that the caller gave. */
export type ColumnNames = Partial<Record<Column, string>>;

export type Observations = {
  rows: Observation[];
  /** What was done to the input that a reader might not expect, in sentences. */
  treatments: string[];
};

/** The input cannot be used; the message says where and why. */

/** Header names that need no option. The comparison uses only their letters, in lower case. */
const headerNames: Record<Column, readonly string[]> = {
  site: ["site", "sitecode", "schooldbn", "dbn", "school", "schoolcode", "schoolid"],
  date: ["date", "surveydate", "schooldate", "day"],
  enrolled: ["enrolled", "pupils", "enrolment", "enrollment"],
  absent: ["absent", "absences", "absentpupils"],
  level: ["level", "schoollevel", "schooltype"],
  territory: ["territory"],
};

/** The values used when a file does not have the column. */
const withoutColumn = { level: "all", territory: "all" } as const;

const problemsListedMax = 10;
const countMax = 2 ** 31 - 1;

type Row = { line: number; fields: string[] };
type Located = { where: string; observation: Observation };

/**
 * Reads one or more CSV files, plain or gzip, as one set of observations with the key (site, level, date).
 * @param skipInvalid skips unusable rows and counts them; without it they refuse the input
 * @throws InputError naming file and line: malformed CSV, a missing column, a value that does not fit its column, more
 * absent than enrolled, two rows of one key that disagree, a site that changes its territory
 */
export async function readObservations(
  files: readonly string[],
  names: ColumnNames,
  skipInvalid: boolean,
): Promise<Observations> {
  const located: Located[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const { header, rows } = splitRows(file, await readText(file));
    const indexes = findColumns(file, header, names);
    for (const { line, fields } of rows) {
      const where = `${basename(file)}:${line}`;
      const observation = toObservation(fields, indexes);
      if (typeof observation === "string") problems.push(`${where}: ${observation}`);
      else located.push({ where, observation });
    }
  }
  const { rows, repeated } = uniqueRows(located, problems);
  if (problems.length > 0 && !skipInvalid) {
    const more = problems.length > problemsListedMax ? `\n… and ${problems.length - problemsListedMax} more` : "";
    throw new InputError(
      `${problems.length} ${plural("en", problems.length, { one: "row", other: "rows" })} cannot be used (--skip-invalid leaves them out):\n${problems.slice(0, problemsListedMax).join("\n")}${more}`,
    );
  }
  if (!rows.some((row) => row.count !== undefined)) throw new InputError("no row holds a count");

  const treatments: string[] = [];
  const uncounted = rows.filter((row) => row.count === undefined).length;
  if (problems.length > 0) treatments.push(`${problems.length} rows left out as invalid, the first: ${problems[0]}`);
  if (repeated > 0) treatments.push(`${repeated} rows repeat another one to the letter: counted once.`);
  if (uncounted > 0) treatments.push(`${uncounted} rows hold no count, or nobody enrolled: taken as missing reports.`);
  if (!isSorted(located)) treatments.push("The rows of a site are not in order of date: sorted.");
  return { rows, treatments };
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new InputError(`${file} cannot be read: ${error instanceof Error ? error.message : "unknown reason"}`);
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(isGzip ? gunzipSync(bytes) : bytes);
  } catch {
    throw new InputError(`${file} is ${isGzip ? "a damaged gzip file or " : ""}not UTF-8 text`);
  }
}

function splitRows(file: string, text: string): { header: string[]; rows: Row[] } {
  const [firstLine = ""] = text.split("\n", 1);
  const counts = [",", ";", "\t"].map((delimiter) => ({ delimiter, count: firstLine.split(delimiter).length }));
  const { delimiter } = counts.reduce((best, next) => (next.count > best.count ? next : best));
  const lines: Row[] = [];
  try {
    parse(text, {
      bom: true,
      delimiter,
      skip_empty_lines: true,
      trim: true,
      // `lines` keeps the rows with their line number, so the parser need not keep them too.
      on_record: (fields: string[], { lines: line }) => {
        lines.push({ line, fields });
        return null;
      },
    });
  } catch (error) {
    throw new InputError(`${basename(file)}: ${error instanceof CsvError ? error.message : "not a CSV file"}`);
  }
  const [header, ...rows] = lines;
  if (header === undefined) throw new InputError(`${basename(file)} is empty`);
  return { header: header.fields, rows };
}

/** Index of each column; -1 for `level` and `territory` when the file does not have them. */
function findColumns(file: string, header: readonly string[], names: ColumnNames): Record<Column, number> {
  const indexOf = (column: Column): number => {
    const given = names[column];
    if (given !== undefined) {
      const index = header.findIndex((name) => name.toLowerCase() === given.toLowerCase());
      if (index >= 0) return index;
      throw new InputError(`${basename(file)} has no column "${given}". Its columns: ${header.join(", ")}`);
    }
    const plain = header.map((name) => name.toLowerCase().replace(/[^a-z]/g, ""));
    const known = headerNames[column].find((name) => plain.includes(name));
    if (known !== undefined) return plain.indexOf(known);
    if (column === "level" || column === "territory") return -1;
    throw new InputError(
      `${basename(file)}: no column looks like "${column}"; name it with --${column}. Its columns: ${header.join(", ")}`,
    );
  };
  return {
    site: indexOf("site"),
    date: indexOf("date"),
    enrolled: indexOf("enrolled"),
    absent: indexOf("absent"),
    level: indexOf("level"),
    territory: indexOf("territory"),
  };
}

/** The observation, or a sentence that says why the row is not one. */
function toObservation(fields: readonly string[], indexes: Record<Column, number>): Observation | string {
  const field = (column: Column) => fields[indexes[column]] ?? "";
  const site = field("site");
  if (site === "") return "no site";
  const date = toDate(field("date"));
  if (date === undefined) return `"${field("date")}" is not a date (YYYY-MM-DD or YYYYMMDD)`;
  const level = indexes.level < 0 ? withoutColumn.level : field("level");
  const territory = indexes.territory < 0 ? withoutColumn.territory : field("territory");
  if (level === "") return "no level";
  if (territory === "") return "no territory";

  const about = { site, level, territory, date };
  const [enrolledText, absentText] = [field("enrolled"), field("absent")];
  if (absentText === "") return about;
  const absent = toCount(absentText);
  if (absent === undefined) return `absent is "${absentText}": a whole number from 0 on is wanted`;
  const enrolled = toCount(enrolledText);
  if (enrolled === undefined) return `enrolled is "${enrolledText}": a whole number from 0 on is wanted`;
  if (absent > enrolled) return `${absent} absent of ${enrolled} enrolled`;
  return enrolled === 0 ? about : { ...about, count: { absent, enrolled } };
}

function toDate(text: string): LocalDate | undefined {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [, year, month, day] = compact ?? [];
  // Portals write a date as the midnight at which it starts.
  const date = compact === null ? text.replace(/[T ]00:00(:00(\.0+)?)?Z?$/, "") : `${year}-${month}-${day}`;
  return isLocalDate(date) ? date : undefined;
}

function toCount(text: string): number | undefined {
  if (!/^\d+(\.0+)?$/.test(text)) return undefined;
  const count = Number(text);
  return count <= countMax ? count : undefined;
}

/** One row per (site, level, date). Rows that disagree become problems. */
function uniqueRows(located: readonly Located[], problems: string[]): { rows: Observation[]; repeated: number } {
  const seen = new Map<string, Located>();
  const territoryOf = new Map<string, Located>();
  let repeated = 0;
  for (const row of located) {
    const { site, level, date, territory, count } = row.observation;
    const home = territoryOf.get(`${site}\t${level}`) ?? row;
    territoryOf.set(`${site}\t${level}`, home);
    if (home.observation.territory !== territory) {
      problems.push(`${row.where}: ${site} is in ${territory}, but in ${home.observation.territory} at ${home.where}`);
      continue;
    }
    const key = `${site}\t${level}\t${date}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, row);
    } else if (
      first.observation.count?.absent === count?.absent &&
      first.observation.count?.enrolled === count?.enrolled
    ) {
      repeated += 1;
    } else {
      problems.push(`${row.where}: ${site} on ${date} again, with other numbers than at ${first.where}`);
    }
  }
  return { rows: [...seen.values()].map((row) => row.observation), repeated };
}

/** Whether the rows of each site are in order of date. Rows of other sites may come between them. */
function isSorted(located: readonly Located[]): boolean {
  const latest = new Map<string, LocalDate>();
  return located.every(({ observation: { date, site, level } }) => {
    const key = `${site}\t${level}`;
    const before = latest.get(key);
    latest.set(key, date);
    return before === undefined || before <= date;
  });
}
