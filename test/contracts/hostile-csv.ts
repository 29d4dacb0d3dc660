import { csvFaultWords } from "../../shared/contracts/csv-fault-words.ts";
import { readRegistry } from "../../shared/contracts/registry-csv.ts";
import { importBytesMax } from "../../shared/contracts/registry-import.ts";

const header = "CODICESCUOLA,DENOMINAZIONESCUOLA,PROVINCIA,DESCRIZIONETIPOLOGIAGRADOISTRUZIONESCUOLA\n";
const filled = (part: string, start = header) =>
  start + part.repeat(Math.floor((importBytesMax - start.length) / Buffer.byteLength(part)));

const files = {
  "short lines": () => filled("a\n"),
  "short lines of Windows": () => filled("a\r\n"),
  "empty cells": () => filled('""\n'),
  "rows of empty cells": () => filled(",,,\n"),
  quotes: () => filled('"'),
  "a quote that never closes": () => filled("a", `${header}"`),
  "lines in a quote that never closes": () => filled("\n", `${header}"`),
  "one endless line": () => filled("a"),
  "an endless heading": () => filled("a", "a"),
  commas: () => filled(","),
  "commas for headings": () => filled(",", ","),
  "commas and quoted lines": () => filled(`"a\n"${",".repeat(50)}`),
  "carriage returns": () => filled("\r"),
  "line feeds": () => filled("\n"),
  "both, the wrong way round": () => filled("\n\r"),
  "byte-order marks": () => filled("\uFEFF", "\uFEFF"),
  blanks: () => filled(" "),
  tabs: () => filled("\t"),
  "a quote behind an endless cell": () => `${filled("a").slice(0, -1)}"`,
  "replacement characters": () => filled("\uFFFD"),
  "replacement characters behind lines": () => `${filled("\n").slice(0, -3)}\uFFFD`,
};

const said = Object.entries(files).map(([name, fileOf]) => {
  const read = readRegistry(fileOf());
  return [name, read.kind === "registry" ? `${read.rows.length} rows` : csvFaultWords(read, "en")];
});
process.stdout.write(JSON.stringify(Object.fromEntries(said)));
