import { csvFaultWords } from "../../../shared/contracts/csv-fault-words.ts";
import type { UnreadableCsv } from "../../../shared/contracts/csv-table.ts";
import type { Language } from "../../../shared/domain/language.ts";
import type { ProblemCause } from "../../../shared/runtime/problem-reply.ts";

/** The refusal of a file that cannot be read. */
export function unreadableFile(file: UnreadableCsv, language: Language): ProblemCause {
  if (file.kind === "too-many-rows") return { reason: "too-large", limit: file.rowsMax, of: "rows" };
  return { reason: "invalid-request", errors: [{ pointer: "", detail: csvFaultWords(file, language) }] };
}
