import { ownValue } from "../../shared/domain/own-value.ts";
import type { OfficeWords } from "../../shared/words/office-words.ts";

/** The state of a mail in words. A state or a reason that these pages do not know appears unchanged. */
export function fateWords(
  { status, reason = status }: { status: string; reason?: string },
  { statuses, skipped }: OfficeWords["ledger"],
): string {
  const states: Readonly<Record<string, string>> = statuses;
  const reasons: Readonly<Record<string, string>> = skipped;
  return status === "skipped" ? (ownValue(reasons, reason) ?? reason) : (ownValue(states, status) ?? status);
}
