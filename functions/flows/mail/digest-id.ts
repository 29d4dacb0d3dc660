import { createHash } from "node:crypto";
import type { DigestedAlert, LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode, type OfficeCode } from "../../../shared/domain/region/health-office.ts";

const idLength = 16;

/** The same alerts with the same severities give the same id, so that a repeated digest can be recognised. */
export function digestIdOf(alerts: readonly DigestedAlert[]): string {
  const sorted = alerts.map(({ alertId, severity }) => `${alertId} ${severity}`).toSorted();
  return shortHash(sorted.join("\n"));
}

/**
 * The name of an office's reader in the ledger, which does not reveal the address. A person who reads for two offices is
 * two readers. Readers of the first office keep the names of the releases that knew no other office.
 */
export function readerOf(officeCode: OfficeCode, email: string): string {
  const address = email.toLowerCase();
  return shortHash(officeCode === firstOfficeCode ? address : `${officeCode}\n${address}`);
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
