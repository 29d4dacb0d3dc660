import type * as z from "zod";
import type { Language } from "../domain/language.ts";
import type { Site } from "../domain/registry/site.ts";
import type { CsvWords } from "../words/csv-words.ts";
import { csvWords } from "../words/in-every-language.ts";
import { codeShownMax } from "./registry-import.ts";
import type { sentinelItem, sentinelResult } from "./site.ts";

/** Why a row is refused. Most reasons are the name of the wrong field. */
export type SentinelFault = keyof CsvWords["sentinelFaults"];

/** A row to save, with its registered site. */
export type SavedSentinel = { line: number; kind: "saved"; site: Site } & z.output<typeof sentinelItem>;

/** A row with the decision about it. */
export type JudgedSentinel =
  | SavedSentinel
  | { line: number; kind: "rejected"; siteCode?: string; fault: SentinelFault };

/** The answer to a list of sentinel sites. It repeats at most `codeShownMax` characters of a code. */
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
      ...(row.kind === "rejected" ? { reason: csvWords[language].sentinelFaults[row.fault] } : {}),
    })),
  };
}
