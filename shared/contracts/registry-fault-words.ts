import type { Language } from "../domain/language.ts";
import type { RegistryFault } from "./registry-csv.ts";

const words = {
  "code-malformed": { it: "codice meccanografico non valido", en: "not a codice meccanografico" },
  "code-of-institute": {
    it: "è il codice di un istituto: gli alunni stanno nei plessi",
    en: "the code of an institute: pupils hang on site codes",
  },
  "institute-code-malformed": { it: "codice dell'istituto di riferimento non valido", en: "institute code not valid" },
  "name-missing": { it: "manca la denominazione", en: "the name is missing" },
  "name-malformed": {
    it: "denominazione troppo lunga o con caratteri di controllo",
    en: "name too long, or with control characters",
  },
  "province-missing": { it: "manca la provincia", en: "the province is missing" },
  "type-missing": { it: "manca la tipologia", en: "the school type is missing" },
  "cells-surplus": {
    it: "più celle che colonne: un testo con il separatore va tra virgolette",
    en: "more cells than columns: text with the separator in it must be quoted",
  },
  repeated: { it: "codice già presente in una riga precedente", en: "the code stands on an earlier line" },
  damaged: {
    it: "quanto è registrato del plesso è danneggiato e non viene sostituito",
    en: "what is registered of the site is damaged and is not replaced",
  },
} as const satisfies Record<RegistryFault | "damaged", Record<Language, string>>;

/** Why a row of the registry is not taken; `damaged`: what is stored of its site cannot be read. */
export function registryFaultWords(fault: RegistryFault | "damaged", language: Language): string {
  return words[fault][language];
}
