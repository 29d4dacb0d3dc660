import type * as z from "zod";
import type { Language } from "../domain/language.ts";
import type { Area } from "../domain/registry/district.ts";
import type { ListedSite } from "../domain/registry/site.ts";
import type { CsvWords } from "../words/csv-words.ts";
import { csvWords } from "../words/in-every-language.ts";
import { type areasResult, unassignedShownMax } from "./areas.ts";
import { codeShownMax } from "./registry-import.ts";

/** Why a row is refused. Most reasons are the name of the wrong member. */
export type AreaFault = keyof CsvWords["areaFaults"];

/** A row to save. */
export type SavedArea = { line: number; kind: "saved"; code: string; territory: string; area: Area };

/** A row with the decision about it. */
export type JudgedArea = SavedArea | { line: number; kind: "rejected"; code?: string; fault: AreaFault };

/** The effects of the list on the sites of its territories. */
export type AssignedSites = { changed: number; unassigned: readonly ListedSite[] };

/** The answer to a list of areas. It repeats only a part of an invalid code. */
export function areasReply(
  judged: readonly JudgedArea[],
  { changed, unassigned }: AssignedSites,
  dryRun: boolean,
  language: Language,
): z.input<typeof areasResult> {
  const accepted = judged.filter(({ kind }) => kind === "saved").length;
  return {
    dryRun,
    accepted,
    rejected: judged.length - accepted,
    sitesChanged: changed,
    items: judged.map((row) => ({
      line: row.line,
      ...(row.code === undefined ? {} : { code: row.code.slice(0, codeShownMax) }),
      outcome: row.kind,
      ...(row.kind === "rejected" ? { reason: csvWords[language].areaFaults[row.fault] } : {}),
    })),
    unassigned: {
      total: unassigned.length,
      sites: unassigned.slice(0, unassignedShownMax).map(({ siteCode, name, municipality, territory }) => ({
        siteCode,
        name,
        territory,
        ...(municipality === undefined ? {} : { municipality }),
      })),
    },
  };
}
