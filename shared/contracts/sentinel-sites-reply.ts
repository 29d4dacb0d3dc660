import type * as z from "zod";
import type { Language } from "../domain/language.ts";
import type { Site } from "../domain/registry/site.ts";
import { codeShownMax } from "./registry-import.ts";
import type { sentinelItem, sentinelResult } from "./site.ts";

/** Why a row is not taken, by the field that is wrong with it. */
const faultWords = {
  siteCode: { it: "codice meccanografico non valido", en: "not a codice meccanografico" },
  institute: {
    it: "è il codice di un istituto: gli alunni stanno nei plessi",
    en: "the code of an institute: pupils hang on site codes",
  },
  sentinelFrom: { it: "inizio: serve una data, AAAA-MM-GG", en: "start: a date is needed, YYYY-MM-DD" },
  sentinelUntil: {
    it: "fine: serve una data dopo l'inizio, AAAA-MM-GG",
    en: "end: a date after the start is needed, YYYY-MM-DD",
  },
  repeated: { it: "codice già presente in una riga precedente", en: "the code stands on an earlier line" },
  unknown: { it: "plesso non registrato", en: "no such site" },
  other: { it: "riga non valida", en: "not a valid row" },
} as const satisfies Record<string, Record<Language, string>>;

export type SentinelFault = keyof typeof faultWords;

/** A row that is to be saved, with its registered site. */
export type SavedSentinel = { line: number; kind: "saved"; site: Site } & z.output<typeof sentinelItem>;

/** A row, and whether it is taken. */
export type JudgedSentinel =
  | SavedSentinel
  | { line: number; kind: "rejected"; siteCode?: string; fault: SentinelFault };

/** The answer to a list of sentinel sites. Of a code that is none only a part is told again. */
export function sentinelSitesReply(
  judged: readonly JudgedSentinel[],
  language: Language,
): z.input<typeof sentinelResult> {
  const accepted = judged.filter(({ kind }) => kind === "saved").length;
  return {
    accepted,
    rejected: judged.length - accepted,
    items: judged.map((row) => ({
      line: row.line,
      ...(row.siteCode === undefined ? {} : { siteCode: row.siteCode.slice(0, codeShownMax) }),
      outcome: row.kind,
      ...(row.kind === "rejected" ? { reason: faultWords[row.fault][language] } : {}),
    })),
  };
}
