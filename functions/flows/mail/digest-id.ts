import { createHash } from "node:crypto";
import type { DigestedAlert, LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";

const idLength = 16;

/** The same alerts at the same severities give the same id, so that a repeated digest can be told from a new one. */
export function digestIdOf(alerts: readonly DigestedAlert[]): string {
  const sorted = alerts.map(({ alertId, severity }) => `${alertId} ${severity}`).toSorted();
  return shortHash(sorted.join("\n"));
}

/** Names a reader in the ledger without giving the address away. */
export function readerOf(email: string): string {
  return shortHash(email.toLowerCase());
}

/** Whom a digest in the ledger is for, in the ledger's own name: one digest goes to each reader by itself. */
export function digestRecipient(digestId: string, reader: string): string {
  return `${digestId}.${reader}`;
}

export function digestReaderOf({ recipient }: Pick<LedgerKey, "recipient">): string {
  return recipient.slice(recipient.indexOf(".") + 1);
}

/** Tells a few things apart, and says nothing of them. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, idLength);
}
