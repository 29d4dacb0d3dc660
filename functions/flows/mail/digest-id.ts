import { createHash } from "node:crypto";
import type { DigestedAlert, LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";

const idLength = 16;

/** The same alerts with the same severities give the same id, so that a repeated digest can be recognised. */
export function digestIdOf(alerts: readonly DigestedAlert[]): string {
  const sorted = alerts.map(({ alertId, severity }) => `${alertId} ${severity}`).toSorted();
  return shortHash(sorted.join("\n"));
}

/** The name of a reader in the ledger, which does not reveal the address. */
export function readerOf(email: string): string {
  return shortHash(email.toLowerCase());
}

/** The recipient of a digest in the ledger. Each reader gets a digest of their own. */
export function digestRecipient(digestId: string, reader: string): string {
  return `${digestId}.${reader}`;
}

export function digestReaderOf({ recipient }: Pick<LedgerKey, "recipient">): string {
  return recipient.slice(recipient.indexOf(".") + 1);
}

/** A short hash, which identifies a text without revealing it. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, idLength);
}
