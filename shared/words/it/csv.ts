import type { CsvWords } from "../csv-words.ts";
import { levelNames } from "./levels.ts";

export const csv: CsvWords = {
  unreadable: {
    tooManyRows: (rowsMax) => `più di ${rowsMax} righe`,
    columnsMissing: (columns) => `mancano le colonne ${columns}`,
    onLine: (line, fault) => `riga ${line}: ${fault}`,
    faults: {
      "not-utf-8": "il file non è in UTF-8: salvatelo come CSV UTF-8",
      "quote-not-closed": "una cella comincia con le virgolette e non finisce",
      "quote-misplaced":
        "una cella che contiene virgolette va scritta tutta tra virgolette, raddoppiando quelle interne",
      "cell-too-long": (charsMax) => `una cella ha più di ${charsMax} caratteri: forse manca una virgoletta`,
      "too-many-columns": (columnsMax) => `più di ${columnsMax} colonne`,
    },
  },
  registryFaults: {
    "code-malformed": "codice meccanografico non valido",
    "code-of-institute": "è il codice di un istituto: gli alunni stanno nei plessi",
    "institute-code-malformed": "codice dell'istituto di riferimento non valido",
    "name-missing": "manca la denominazione",
    "name-malformed": "denominazione troppo lunga o con caratteri di controllo",
    "province-missing": "manca la provincia",
    "type-missing": "manca la tipologia",
    "cells-surplus": "più celle che colonne: un testo con il separatore va tra virgolette",
    repeated: "codice già presente in una riga precedente",
    damaged: "quanto è registrato del plesso è danneggiato e non viene sostituito",
    outside: "il territorio non è tra i vostri",
    "institute-too-large":
      "l'istituto avrebbe troppi plessi o troppi territori: controllate il suo codice e la provincia",
  },
  sentinelFaults: {
    siteCode: "codice meccanografico non valido",
    institute: "è il codice di un istituto: gli alunni stanno nei plessi",
    sentinelFrom: "inizio: serve una data, AAAA-MM-GG",
    sentinelUntil: "fine: serve una data dopo l'inizio, AAAA-MM-GG",
    repeated: "codice già presente in una riga precedente",
    unknown: "plesso non registrato",
    other: "riga non valida",
  },
  areaFaults: {
    code: "serve il comune o il codice del plesso, e non tutti e due",
    municipality: "codice catastale del comune non valido",
    municipalityName: "nome del comune troppo lungo o con caratteri di controllo",
    siteCode: "codice meccanografico del plesso non valido",
    district: "distretto mancante, troppo lungo o con caratteri di controllo",
    territory: "territorio mancante o non valido",
    repeated: "codice già presente in una riga precedente",
    outside: "il territorio non è tra i vostri",
    elsewhere: "il plesso è registrato in un altro territorio",
    other: "riga non valida",
  },
  headings: {
    date: "data",
    territory: "territorio",
    level: "grado",
    siteCode: "codice_plesso",
    state: "stato",
    pupils: "iscritti",
    absent: "assenti",
    percentAbsent: "tasso_percentuale",
    illness: "assenti_per_malattia",
  },
  states: { exempt: "esente", onTime: "puntuale", late: "in ritardo", unexpected: "non atteso", missing: "mancante" },
  levels: levelNames,
};
