import type { Language } from "../domain/language.ts";
import { csvWords } from "../words/in-every-language.ts";
import { csvCellCharsMax, csvColumnsMax, type UnreadableCsv } from "./csv-table.ts";

/** Why a file cannot be read, what to do about it and, if known, the line. */
export function csvFaultWords(file: UnreadableCsv, language: Language): string {
  const { tooManyRows, columnsMissing, onLine, faults } = csvWords[language].unreadable;
  switch (file.kind) {
    case "too-many-rows":
      return tooManyRows(file.rowsMax);
    case "columns-missing":
      return columnsMissing(file.columns.join(", "));
    case "unreadable":
      switch (file.fault) {
        case "cell-too-long":
          return onLine(file.line, faults[file.fault](csvCellCharsMax));
        case "too-many-columns":
          return onLine(file.line, faults[file.fault](csvColumnsMax));
        default:
          return onLine(file.line, faults[file.fault]);
      }
  }
}
