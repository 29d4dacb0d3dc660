import type { CsvWords } from "../csv-words.ts";
import { levelNames } from "./levels.ts";

export const csv: CsvWords = {
  unreadable: {
    tooManyRows: (rowsMax) => `mehr als ${rowsMax} Zeilen`,
    columnsMissing: (columns) => `es fehlen die Spalten ${columns}`,
    onLine: (line, fault) => `Zeile ${line}: ${fault}`,
    faults: {
      "not-utf-8": "die Datei ist nicht in UTF-8: Speichern Sie sie als CSV UTF-8",
      "quote-not-closed": "eine Zelle beginnt mit Anführungszeichen und endet nicht",
      "quote-misplaced":
        "eine Zelle, die Anführungszeichen enthält, ist ganz in Anführungszeichen zu setzen, die inneren sind zu verdoppeln",
      "cell-too-long": (charsMax) =>
        `eine Zelle hat mehr als ${charsMax} Zeichen: Vielleicht fehlt ein Anführungszeichen`,
      "too-many-columns": (columnsMax) => `mehr als ${columnsMax} Spalten`,
    },
  },
  registryFaults: {
    "code-malformed": "ungültiger Schulkodex",
    "code-of-institute": "Kodex einer Schuldirektion: Schüler gehören zu Schulstellen",
    "institute-code-malformed": "ungültiger Kodex der zuständigen Schuldirektion",
    "name-missing": "die Bezeichnung fehlt",
    "name-malformed": "Bezeichnung zu lang oder mit Steuerzeichen",
    "province-missing": "die Provinz fehlt",
    "type-missing": "die Schulart fehlt",
    "cells-surplus": "mehr Zellen als Spalten: Text mit dem Trennzeichen ist in Anführungszeichen zu setzen",
    repeated: "der Kodex steht bereits in einer früheren Zeile",
    damaged: "was zur Schulstelle gespeichert ist, ist beschädigt und wird nicht ersetzt",
    outside: "das Gebiet gehört nicht zu den Ihren",
    "institute-too-large":
      "die Schuldirektion hätte zu viele Schulstellen oder Gebiete: Prüfen Sie ihren Kodex und die Provinz",
  },
  sentinelFaults: {
    siteCode: "ungültiger Schulkodex",
    institute: "Kodex einer Schuldirektion: Schüler gehören zu Schulstellen",
    sentinelFrom: "Beginn: erforderlich ist ein Datum, JJJJ-MM-TT",
    sentinelUntil: "Ende: erforderlich ist ein Datum nach dem Beginn, JJJJ-MM-TT",
    repeated: "der Kodex steht bereits in einer früheren Zeile",
    unknown: "Schulstelle nicht erfasst",
    other: "ungültige Zeile",
  },
  areaFaults: {
    code: "anzugeben ist die Gemeinde oder der Kodex der Schulstelle, nicht beides",
    municipality: "ungültiger Katasterkodex der Gemeinde",
    municipalityName: "Name der Gemeinde zu lang oder mit Steuerzeichen",
    siteCode: "ungültiger Kodex der Schulstelle",
    district: "Gesundheitssprengel fehlt, ist zu lang oder enthält Steuerzeichen",
    territory: "Gebiet fehlt oder ist ungültig",
    repeated: "der Kodex steht bereits in einer früheren Zeile",
    outside: "das Gebiet gehört nicht zu den Ihren",
    elsewhere: "die Schulstelle ist in einem anderen Gebiet eingetragen",
    other: "ungültige Zeile",
  },
  headings: {
    date: "datum",
    territory: "gebiet",
    level: "schulstufe",
    siteCode: "kodex_schulstelle",
    state: "status",
    pupils: "eingeschriebene",
    absent: "abwesende",
    percentAbsent: "abwesenheit_prozent",
    illness: "krankheitsbedingt_abwesende",
  },
  states: {
    exempt: "befreit",
    onTime: "fristgerecht",
    late: "verspätet",
    unexpected: "nicht erwartet",
    missing: "ausständig",
  },
  levels: levelNames,
};
