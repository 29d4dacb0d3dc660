import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCellCharsMax, csvColumnsMax, readCsvTable } from "../../shared/contracts/csv-table.ts";

const columns = { needed: ["a"], optional: ["b"] };
const read = (text: string, rowsMax = 10) => readCsvTable(text, columns, rowsMax);

/** Cells by heading, with the line each row ends on. */
function rowsOf(text: string, rowsMax = 10) {
  const table = read(text, rowsMax);
  if (table.kind !== "table") throw new Error(JSON.stringify(table));
  return table.rows.map(({ line, cells }) => [line, Object.fromEntries(cells)]);
}

describe("a table", () => {
  it("gives cells without blanks around them, whatever quotes, line ends and headings look like", () => {
    const rows = [
      [2, { a: "1", b: "x, y" }],
      [4, { a: 'say "sì"', b: "two\nlines" }],
      [5, { a: "", b: "" }],
    ];
    const text = ' A ,B\n1, "x, y" \n"say ""sì""","two\nlines"\n"",\n';
    expect(rowsOf(text)).toEqual(rows);
    expect(rowsOf(`\uFEFF${text}`)).toEqual(rows);
    expect(rowsOf(text.trimEnd())).toEqual(rows);
    expect(rowsOf(text.replaceAll(/,(?! y)/g, ";"))).toEqual(rows);
    const windows = text.replaceAll("\n", "\r\n");
    expect(rowsOf(windows)).toEqual(JSON.parse(JSON.stringify(rows).replace("\\n", "\\r\\n")));
    expect(rowsOf(text.replaceAll("\n", "\r"))).toEqual(JSON.parse(JSON.stringify(rows).replace("\\n", "\\r")));
  });

  it("leaves out empty lines and columns that nobody asks for, and counts the lines", () => {
    expect(rowsOf("\n\na,c,b\n\n1,2,3\n  \n\n4\n")).toEqual([
      [5, { a: "1", b: "3" }],
      [8, { a: "4" }],
    ]);
  });

  it("tells a row that has more cells than headings, unless they are empty", () => {
    const table = read("a,b\n1,2,3\n1,2,,\n");
    expect(table).toMatchObject({ rows: [{ surplus: true }, { surplus: false }] });
  });

  it("comes back from any writer of CSV as it was", () => {
    const cell = fc.string({ unit: "grapheme", maxLength: 12 }).map((text) => text.replaceAll("\uFFFD", "").trim());
    const any = fc.record({
      rows: fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
      delimiter: fc.constantFrom(",", ";"),
      quoted: fc.boolean(),
      record_delimiter: fc.constantFrom("\n", "\r\n", "\r"),
    });
    fc.assert(
      fc.property(any, ({ rows, ...options }) => {
        const text = stringify([["a", "b"], ...rows], { ...options, quoted_match: /[\r\n\s]/ });
        expect(rowsOf(text).map(([, cells]) => cells)).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
    );
  });

  it.each([
    ['a\nx"y\n', 2, "quote-misplaced"],
    ['a\n1\n"x"y\n', 3, "quote-misplaced"],
    ['a\n1\n\n"x', 4, "quote-not-closed"],
    ["a\n1\n\n\uFFFD", 4, "not-utf-8"],
    ["a\r\n1\r\n\r\n\uFFFD", 4, "not-utf-8"],
  ])("%j is read up to line %i: %s", (text, line, fault) => {
    expect(read(text)).toEqual({ kind: "unreadable", line, fault });
  });

  it.each([
    ["", ["a"]],
    ["\n\n", ["a"]],
    ["b,constructor,__proto__\n1,2,3\n", ["a"]],
  ])("%j lacks %j", (text, lacking) => {
    expect(read(text)).toEqual({ kind: "columns-missing", columns: lacking });
  });
});

describe("how much of a file is read", () => {
  it.each([
    ["as many rows as are taken", "a\n1\n2\n3\n", "table"],
    ["one row more", "a\n1\n2\n3\n4", "too-many-rows"],
    ["one row more that is empty", "a\n1\n2\n3\n\n \n", "table"],
    ["one row more with nothing but a quoted nothing", 'a\n1\n2\n3\n""', "too-many-rows"],
    ["ten thousand empty lines", `a\n1\n${"\n".repeat(10_000)}`, "table"],
    ["one empty line more", `a\n1\n${"\n".repeat(10_001)}`, "too-many-rows"],
  ])("%s", (_, text, kind) => {
    expect(read(text, 3).kind).toBe(kind);
  });

  const long = "x".repeat(csvCellCharsMax);
  it.each([
    ["the longest cell", `a\n${long}\n`, "table"],
    ["a cell with one character more", `a\n${long}x\n`, "cell-too-long"],
    ["the longest quoted cell", `a\n"${long}"\n`, "table"],
    ["a quoted cell with one character more", `a\n"${long}x"\n`, "cell-too-long"],
    ["a quoted cell of quotes, as long as can be", `a\n"${'""'.repeat(csvCellCharsMax / 2)}"\n`, "table"],
    ["with one pair more", `a\n"${'""'.repeat(csvCellCharsMax / 2 + 1)}"\n`, "cell-too-long"],
    ["as many columns as can be", `a${",".repeat(csvColumnsMax - 1)}\n1\n`, "table"],
    ["one column more", `a${",".repeat(csvColumnsMax)}\n1\n`, "too-many-columns"],
    ["a row with as many cells as can be", `a\n${",".repeat(csvColumnsMax - 1)}\n`, "table"],
    ["a row with one cell more", `a\n${",".repeat(csvColumnsMax)}\n`, "too-many-columns"],
  ])("%s", (_, text, outcome) => {
    const table = read(text);
    expect(table.kind === "unreadable" ? table.fault : table.kind).toBe(outcome);
  });

  it("stays the same for hostile files of 5 MB: they go through a heap of 64 MB", () => {
    const file = fileURLToPath(new URL("./hostile-csv.ts", import.meta.url));
    const said = execFileSync(process.execPath, ["--max-old-space-size=64", file], { encoding: "utf8" });
    const rows = "over 10000 rows";
    const cell = "a cell has over 2000 characters: perhaps a quote is missing";
    const noEnd = "line 2: a cell begins with a quote and never ends";
    expect(JSON.parse(said)).toEqual({
      "short lines": rows,
      "short lines of Windows": rows,
      "empty cells": rows,
      "rows of empty cells": rows,
      quotes: `line 2: ${cell}`,
      "a quote that never closes": noEnd,
      "lines in a quote that never closes": noEnd,
      "one endless line": `line 2: ${cell}`,
      "an endless heading": `line 1: ${cell}`,
      commas: "line 2: over 100 columns",
      "commas for headings": "line 1: over 100 columns",
      "commas and quoted lines": "line 4: over 100 columns",
      "carriage returns": rows,
      "line feeds": rows,
      "both, the wrong way round": rows,
      "byte-order marks": `line 1: ${cell}`,
      blanks: `line 2: ${cell}`,
      tabs: `line 2: ${cell}`,
      "a quote behind an endless cell": `line 2: ${cell}`,
      "replacement characters": "line 2: not UTF-8: save it as CSV UTF-8",
      "replacement characters behind lines": expect.stringMatching(/^line \d{7}: not UTF-8/),
    });
  });
});
