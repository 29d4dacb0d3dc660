import type * as z from "zod";
import english from "zod/v4/locales/en.js";
import italian from "zod/v4/locales/it.js";
import type { Language } from "../domain/language.ts";
import { ownValue } from "../domain/own-value.ts";
import type { InvalidValue } from "./problem-reply.ts";

/** More faults than a person mends at once; the rest is found on the next try. */
const errorsMax = 50;
/** What the caller sent stands in some of them, and may be long. */
const wordsMax = 300;

const zodWords = { it: italian().localeError, en: english().localeError } as const satisfies Record<Language, unknown>;

/** Our own messages in Italian; the contracts give them in English. */
const italianWords: Readonly<Record<string, string>> = {
  "not a month, as YYYY-MM": "non è un mese, nella forma AAAA-MM",
  "not a month of the years 2000 to 2099": "non è un mese degli anni dal 2000 al 2099",
  "not the id of a backtest": "non è l'identificativo di una prova",
  "lower-case letters, digits and hyphens, at most 60": "lettere minuscole, cifre e trattini, al massimo 60",
  "must not come before from": "non può precedere from",
  "at most 10 members": "al massimo 10 membri",
  "not a codice meccanografico": "non è un codice meccanografico",
  "the code of an institute: pupils hang on site codes":
    "è il codice di un istituto: gli alunni stanno nei plessi, serve il codice del plesso",
  "not a date that exists, as YYYY-MM-DD": "non è una data che esiste, nella forma AAAA-MM-GG",
  "not a date of the years 2000 to 2099": "non è una data degli anni dal 2000 al 2099",
  "not a school year, as 2026-27": "non è un anno scolastico, nella forma 2026-27",
  "not two consecutive years": "non sono due anni consecutivi",
  "not a cadastral code": "non è un codice catastale",
  "letters, digits, spaces and ' . ( ) / - only": "solo lettere, cifre, spazi e ' . ( ) / -",
  "not well-formed Unicode": "testo Unicode non valido",
  "control characters are not allowed": "i caratteri di controllo non sono ammessi",
  "must come after sentinelFrom": "deve seguire sentinelFrom",
};

/**
 * What is wrong with a value, one entry per fault with its JSON pointer, in the caller's language.
 * @param where the part of the request: "path", "query", or "" for the body
 */
export function invalidValues(schema: z.ZodType, value: unknown, where: string, language: Language): InvalidValue[] {
  const { error } = schema.safeParse(value, { error: zodWords[language] });
  return flatten(where, error?.issues ?? [], language)
    .slice(0, errorsMax)
    .map(({ pointer, detail }) => ({ pointer: pointer.slice(0, wordsMax), detail: detail.slice(0, wordsMax) }));
}

function flatten(where: string, issues: readonly z.core.$ZodIssue[], language: Language): InvalidValue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) {
      const detail = language === "it" ? (ownValue(italianWords, issue.message) ?? issue.message) : issue.message;
      return [{ pointer: pointerOf(where, issue.path), detail }];
    }
    // Of the alternatives, speak about the one the caller came closest to.
    const [closest = []] = [...issue.errors].sort((a, b) => a.length - b.length);
    return flatten(where, closest, language).map(({ pointer, detail }) => ({
      pointer: `${pointerOf(where, issue.path)}${pointer.slice(pointerOf(where, []).length)}`,
      detail,
    }));
  });
}

function pointerOf(where: string, issuePath: readonly PropertyKey[]): string {
  const escaped = issuePath.map((part) => String(part).replaceAll("~", "~0").replaceAll("/", "~1"));
  return ["", where, ...escaped].filter((part, position) => position === 0 || part !== "").join("/");
}
