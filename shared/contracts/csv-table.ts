/** Limits of a file. No list from a person or a ministry goes beyond them. */
export const csvColumnsMax = 100;
export const csvCellCharsMax = 2_000;
const emptyLinesMax = 10_000;

export type CsvRow = {
  /** Line of the file on which the row ends; the header is line 1. */
  line: number;
  /**
   * By heading, spelled as in the columns asked for, without blanks around the text. Cells that the row lacks are
   * absent.
   */
  cells: ReadonlyMap<string, string>;
  /** There is text after the last column. The row has a separator too many, so no cell can be trusted. */
  surplus: boolean;
};

/** The columns to read. The needed ones must be in the file. */
export type CsvColumns = { needed: readonly string[]; optional: readonly string[] };

/** Why reading stops at a line. */
export type CsvFault = "not-utf-8" | "quote-not-closed" | "quote-misplaced" | "cell-too-long" | "too-many-columns";

export type UnreadableCsv =
  | { kind: "too-many-rows"; rowsMax: number }
  | { kind: "columns-missing"; columns: readonly string[] }
  | { kind: "unreadable"; line: number; fault: CsvFault };

/** A decoder writes this character for bytes that are not UTF-8. */
const replacement = "\uFFFD";
const byteOrderMark = "\uFEFF";

/**
 * Reads a CSV with a header line. It takes a byte-order mark, quoted cells (RFC 4180), comma or semicolon, line ends of
 * any system and headings in any case, and it ignores empty lines. It stops at the first row beyond the limit, so that
 * no file costs more than its accepted rows.
 * @param rowsMax without the header
 */
export function readCsvTable(
  text: string,
  { needed, optional }: CsvColumns,
  rowsMax: number,
): { kind: "table"; rows: readonly CsvRow[] } | UnreadableCsv {
  const undecodable = text.indexOf(replacement);
  if (undecodable >= 0) return { kind: "unreadable", line: 1 + lineEnds(text, 0, undecodable), fault: "not-utf-8" };
  const known = new Map([...needed, ...optional].map((column) => [column.toLowerCase(), column]));
  let columns: Columns | undefined;
  const rows: CsvRow[] = [];
  let emptyLines = 0;
  for (const record of recordsOf(text)) {
    if ("fault" in record) return { kind: "unreadable", ...record };
    if (record.cells.length === 0) {
      emptyLines += 1;
    } else if (columns === undefined) {
      columns = record.cells.map((heading) => known.get(heading.toLowerCase()));
      const there = new Set(columns);
      const lacking = needed.filter((column) => !there.has(column));
      if (lacking.length > 0) return { kind: "columns-missing", columns: lacking };
    } else {
      rows.push(rowOf(record, columns));
    }
    if (rows.length > rowsMax || emptyLines > emptyLinesMax) return { kind: "too-many-rows", rowsMax };
  }
  return columns === undefined ? { kind: "columns-missing", columns: needed } : { kind: "table", rows };
}

/** The columns of the file in its order; undefined for a column that nobody asked for. */
type Columns = readonly (string | undefined)[];

/** A row without cells is an empty line. */
type Row = { line: number; cells: readonly string[] };

function rowOf({ line, cells }: Row, columns: Columns): CsvRow {
  const named = cells.flatMap((cell, index) => {
    const column = columns[index];
    return column === undefined ? [] : [[column, cell] as const];
  });
  return { line, cells: new Map(named), surplus: cells.slice(columns.length).some((cell) => cell !== "") };
}

function* recordsOf(text: string): Generator<Row | { line: number; fault: CsvFault }> {
  const delimiter = delimiterOf(text);
  let at = text.startsWith(byteOrderMark) ? byteOrderMark.length : 0;
  let line = 1;
  let cells: string[] = [];
  // A delimiter at the very end has an empty cell after it.
  while (at < text.length || cells.length > 0) {
    const cell = cellAt(text, at, delimiter);
    if ("fault" in cell) return yield { line, fault: cell.fault };
    if (cells.push(cell.content) > csvColumnsMax) return yield { line, fault: "too-many-columns" };
    line += cell.lineEnds;
    at = cell.end + 1;
    if (text[cell.end] === delimiter) continue;
    yield { line, cells: cells.length === 1 && cell.isBlank ? [] : cells };
    cells = [];
    line += 1;
    if (text[cell.end] === "\r" && text[at] === "\n") at += 1;
  }
}

/** Excel in Italy writes semicolons. The header shows which delimiter the file has. */
function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/));
  return header.includes(";") && !header.includes(",") ? ";" : ",";
}

/** `end` is the position of the delimiter or of the line end, or the length of the text. */
type Cell = { content: string; isBlank: boolean; end: number; lineEnds: number } | { fault: CsvFault };

function cellAt(text: string, start: number, delimiter: string): Cell {
  const first = behindBlanks(text, start, delimiter);
  if (text[first] === '"') return quotedCellAt(text, first, delimiter);
  let end = first;
  for (; !endsCell(text[end], delimiter); end++) {
    if (text[end] === '"') return { fault: "quote-misplaced" };
    if (end - start === csvCellCharsMax) return { fault: "cell-too-long" };
  }
  return { content: text.slice(first, end).trim(), isBlank: end === first, end, lineEnds: 0 };
}

/** @param opening position of the quote that opens the cell */
function quotedCellAt(text: string, opening: number, delimiter: string): Cell {
  const isTooLong = (closing: number) => closing - opening - 1 > csvCellCharsMax;
  let closing = text.indexOf('"', opening + 1);
  while (closing >= 0 && text[closing + 1] === '"' && !isTooLong(closing)) closing = text.indexOf('"', closing + 2);
  if (closing < 0) return { fault: "quote-not-closed" };
  if (isTooLong(closing)) return { fault: "cell-too-long" };
  const end = behindBlanks(text, closing + 1, delimiter);
  if (!endsCell(text[end], delimiter)) return { fault: "quote-misplaced" };
  const content = text
    .slice(opening + 1, closing)
    .replaceAll('""', '"')
    .trim();
  return { content, isBlank: false, end, lineEnds: lineEnds(text, opening, closing) };
}

function endsCell(sign: string | undefined, delimiter: string): boolean {
  return sign === undefined || sign === delimiter || sign === "\n" || sign === "\r";
}

/** Reads at most as many characters as a cell can have. */
function behindBlanks(text: string, start: number, delimiter: string): number {
  let at = start;
  while (at - start < csvCellCharsMax && !endsCell(text[at], delimiter) && text[at]?.trim() === "") at += 1;
  return at;
}

/** A line ends with `\n`, `\r\n` or `\r`. */
function lineEnds(text: string, from: number, to: number): number {
  let ends = 0;
  for (let at = from; at < to; at++) {
    if (text[at] === "\n" || (text[at] === "\r" && text[at + 1] !== "\n")) ends += 1;
  }
  return ends;
}
