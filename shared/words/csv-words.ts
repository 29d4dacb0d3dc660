import type { OptionalCountName } from "../domain/survey/optional-counts.ts";
import type { LevelWords } from "./level-words.ts";

/** The texts of files: why a file cannot be read, why a row is refused, and the columns and cells of an export. */
export type CsvWords = {
  unreadable: {
    tooManyRows: (rowsMax: number) => string;
    columnsMissing: (columns: string) => string;
    onLine: (line: number, fault: string) => string;
    faults: {
      "not-utf-8": string;
      "quote-not-closed": string;
      "quote-misplaced": string;
      "cell-too-long": (charsMax: number) => string;
      "too-many-columns": (columnsMax: number) => string;
    };
  };
  registryFaults: {
    "code-malformed": string;
    "code-of-institute": string;
    "institute-code-malformed": string;
    "name-missing": string;
    "name-malformed": string;
    "province-missing": string;
    "type-missing": string;
    "cells-surplus": string;
    repeated: string;
    damaged: string;
    outside: string;
    "institute-too-large": string;
  };
  sentinelFaults: {
    siteCode: string;
    institute: string;
    sentinelFrom: string;
    sentinelUntil: string;
    repeated: string;
    unknown: string;
    other: string;
  };
  areaFaults: {
    /** Neither a municipality nor a site is named, or both are. */
    code: string;
    municipality: string;
    municipalityName: string;
    siteCode: string;
    district: string;
    territory: string;
    repeated: string;
    outside: string;
    /** The site is registered in another territory. */
    elsewhere: string;
    other: string;
  };
  /** The headings of an export are names for spreadsheets and programs, without blanks. */
  headings: Record<OptionalCountName, string> & {
    date: string;
    territory: string;
    level: string;
    siteCode: string;
    state: string;
    pupils: string;
    absent: string;
    percentAbsent: string;
  };
  states: { exempt: string; onTime: string; late: string; unexpected: string; missing: string };
  levels: LevelWords;
};
