import { readFile } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import * as z from "zod";
import { InputError } from "../report/input-error.ts";

/** A data row with its first line number; the header is line 1. */
export type InputRow<T> = T & { line: number };

const parsed = z.array(
  z.object({ record: z.record(z.string(), z.string()), raw: z.string(), info: z.object({ lines: z.int() }) }),
);

type RawRow = { line: number; raw: string; record: Record<string, string> };

async function readRaw(file: string): Promise<{ header: string; rows: RawRow[] }> {
  const text = await readFile(file, "utf8").catch((fault: unknown) => {
    throw new InputError(`${file}: cannot be read (${fault instanceof Error && "code" in fault ? fault.code : fault})`);
  });
  const content = text.replace(/^\uFEFF/, "");
  try {
    const rows = parsed.parse(parse(content, { columns: true, raw: true, info: true, skip_empty_lines: true }));
    const header = content.slice(0, content.indexOf("\n") + 1);
    return {
      header,
      rows: rows.map(({ record, raw, info }) => ({ line: info.lines - lineBreaksIn(raw), raw, record })),
    };
  } catch (fault) {
    if (!(fault instanceof CsvError)) throw fault;
    throw new InputError(`${file}, line ${fault.lines ?? 1}: ${fault.message}`);
  }
}

function lineBreaksIn(raw: string): number {
  return raw.trimEnd().split("\n").length - 1;
}

/**
 * Every row of the file, parsed.
 *
 * @throws InputError naming file and line of the first wrong row.
 */
export async function readCsv<Row extends z.ZodObject>(file: string, row: Row): Promise<InputRow<z.output<Row>>[]> {
  const { header, rows } = await readRaw(file);
  if (header === "") throw new InputError(`${file}, line 1: there is no header`);
  return rows.map(({ line, record }) => {
    const result = row.safeParse(record);
    if (result.success) return { ...result.data, line };
    const [issue] = result.error.issues;
    throw new InputError(`${file}, line ${line}: ${issue?.path.join(".")}: ${issue?.message}`);
  });
}

/** A part of a file that can be sent on its own: the header and some rows, unchanged. */
export type CsvPart = {
  text: string;
  rows: number;
  /** Add this to a line of the part to get the line of the file. */
  lineOffset: number;
};

/** Cuts the file into parts with at most this many bytes and rows, each with the header. It does not check the rows. */
export async function cutCsv(file: string, bytesMax: number, rowsMax: number): Promise<CsvPart[]> {
  const { header, rows } = await readRaw(file);
  const parts: CsvPart[] = [];
  let part: CsvPart | undefined;
  for (const { line, raw } of rows) {
    const text = raw.endsWith("\n") ? raw : `${raw}\n`;
    const isFull = part === undefined || part.rows === rowsMax || Buffer.byteLength(part.text + text) > bytesMax;
    if (part === undefined || isFull) {
      part = { text: header, rows: 0, lineOffset: line - 2 };
      parts.push(part);
    }
    part.text += text;
    part.rows += 1;
  }
  return parts;
}
