import type * as z from "zod";
import type { Language } from "../domain/language.ts";
import { csvWords } from "../words/in-every-language.ts";
import type { RegistryFault, RegistryRow } from "./registry-csv.ts";
import { codeShownMax, type registryImportResult } from "./registry-import.ts";

/** A row of the registry with the decision about it. */
export type JudgedRegistryRow = { row: RegistryRow } & (
  | { outcome: "created" | "updated" | "unchanged" | "institute" }
  | { outcome: "rejected"; fault: RegistryFault | "damaged" | "outside" | "institute-too-large" }
);

/** The answer to an import. It repeats at most `codeShownMax` characters of a code. */
export function registryImportReply(
  judged: readonly JudgedRegistryRow[],
  dryRun: boolean,
  language: Language,
): z.input<typeof registryImportResult> {
  const rejected = judged.filter(({ outcome }) => outcome === "rejected").length;
  return {
    dryRun,
    accepted: judged.length - rejected,
    rejected,
    items: judged.map(({ row, ...fate }) => ({
      line: row.line,
      siteCode: row.siteCode.slice(0, codeShownMax),
      outcome: fate.outcome,
      ...(fate.outcome === "rejected" ? { reason: csvWords[language].registryFaults[fate.fault] } : {}),
    })),
  };
}
