import { ownValue } from "../../shared/domain/own-value.ts";
import type { OfficeWords } from "../../shared/words/office-words.ts";

/** What became of a mail; a state or a reason these pages do not know yet is shown as it is. */
export function fateWords(
  { status, reason = status }: { status: string; reason?: string },
  { statuses, skipped }: OfficeWords["ledger"],
): string {
  const states: Readonly<Record<string, string>> = statuses;
  const reasons: Readonly<Record<string, string>> = skipped;
  return status === "skipped" ? (ownValue(reasons, reason) ?? reason) : (ownValue(states, status) ?? status);
}
