import type { Language } from "../domain/language.ts";
import { type CsvFault, csvCellCharsMax, csvColumnsMax, type UnreadableCsv } from "./csv-table.ts";

const faultWords = {
  "not-utf-8": { it: "il file non è in UTF-8: salvatelo come CSV UTF-8", en: "not UTF-8: save it as CSV UTF-8" },
  "quote-not-closed": {
    it: "una cella comincia con le virgolette e non finisce",
    en: "a cell begins with a quote and never ends",
  },
  "quote-misplaced": {
    it: "una cella che contiene virgolette va scritta tutta tra virgolette, raddoppiando quelle interne",
    en: "a cell with quotes in it must be quoted as a whole, and the quotes within it doubled",
  },
  "cell-too-long": {
    it: `una cella ha più di ${csvCellCharsMax} caratteri: forse manca una virgoletta`,
    en: `a cell has over ${csvCellCharsMax} characters: perhaps a quote is missing`,
  },
  "too-many-columns": { it: `più di ${csvColumnsMax} colonne`, en: `over ${csvColumnsMax} columns` },
} as const satisfies Record<CsvFault, Record<Language, string>>;

/** Why a file is not read, what to do about it and, where there is one, the line. */
export function csvFaultWords(file: UnreadableCsv, language: Language): string {
  switch (file.kind) {
    case "too-many-rows":
      return { it: `più di ${file.rowsMax} righe`, en: `over ${file.rowsMax} rows` }[language];
    case "columns-missing":
      return `${{ it: "mancano le colonne", en: "columns missing:" }[language]} ${file.columns.join(", ")}`;
    case "unreadable":
      return `${{ it: "riga", en: "line" }[language]} ${file.line}: ${faultWords[file.fault][language]}`;
  }
}
