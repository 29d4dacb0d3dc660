import type { CsvWords } from "../csv-words.ts";
import { levelNames } from "./levels.ts";

export const csv: CsvWords = {
  unreadable: {
    tooManyRows: (rowsMax) => `over ${rowsMax} rows`,
    columnsMissing: (columns) => `columns missing: ${columns}`,
    onLine: (line, fault) => `line ${line}: ${fault}`,
    faults: {
      "not-utf-8": "not UTF-8: save it as CSV UTF-8",
      "quote-not-closed": "a cell begins with a quote and never ends",
      "quote-misplaced": "a cell with quotes in it must be quoted as a whole, and the quotes within it doubled",
      "cell-too-long": (charsMax) => `a cell has over ${charsMax} characters: perhaps a quote is missing`,
      "too-many-columns": (columnsMax) => `over ${columnsMax} columns`,
    },
  },
  registryFaults: {
    "code-malformed": "not a codice meccanografico",
    "code-of-institute": "the code of an institute: pupils hang on site codes",
    "institute-code-malformed": "institute code not valid",
    "name-missing": "the name is missing",
    "name-malformed": "name too long, or with control characters",
    "province-missing": "the province is missing",
    "type-missing": "the school type is missing",
    "cells-surplus": "more cells than columns: text with the separator in it must be quoted",
    repeated: "the code stands on an earlier line",
    damaged: "what is registered of the site is damaged and is not replaced",
    outside: "the territory is not one of yours",
    "institute-too-large": "the institute would have too many sites or territories: check its code and the province",
  },
  sentinelFaults: {
    siteCode: "not a codice meccanografico",
    institute: "the code of an institute: pupils hang on site codes",
    sentinelFrom: "start: a date is needed, YYYY-MM-DD",
    sentinelUntil: "end: a date after the start is needed, YYYY-MM-DD",
    repeated: "the code stands on an earlier line",
    unknown: "no such site",
    other: "not a valid row",
  },
  headings: {
    date: "date",
    territory: "territory",
    level: "level",
    siteCode: "site_code",
    state: "state",
    pupils: "pupils",
    absent: "absent",
    percentAbsent: "absence_percent",
    illness: "absent_for_illness",
  },
  states: { exempt: "exempt", onTime: "on time", late: "late", unexpected: "not expected", missing: "missing" },
  levels: levelNames,
};
