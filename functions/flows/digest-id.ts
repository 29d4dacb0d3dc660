import { createHash } from "node:crypto";
import type { AlertSeverity } from "../../shared/domain/alert.ts";

export type DigestedAlert = { alertId: string; severity: AlertSeverity };

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

/** Tells a few things apart, and says nothing of them. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, idLength);
}
