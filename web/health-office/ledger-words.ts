import type { LedgerStatus } from "../../shared/domain/mail-ledger.ts";

const it = {
  claimed: "in corso",
  skipped: "saltato: nel frattempo ha risposto",
  sent: "inviato",
  delivered: "consegnato",
  bounced: "respinto",
  complained: "segnalato come indesiderato",
  uncertain: "incerto: forse inviato",
} as const satisfies Record<LedgerStatus, string>;

const en = {
  claimed: "under way",
  skipped: "skipped: it has reported meanwhile",
  sent: "sent",
  delivered: "delivered",
  bounced: "bounced",
  complained: "reported as spam",
  uncertain: "uncertain: perhaps sent",
} as const satisfies Record<LedgerStatus, string>;

/** What became of a mail; a state these pages do not know yet is shown as it is. */
const spoken = (statuses: Readonly<Record<string, string>>) => (status: string) => statuses[status] ?? status;

export const ledgerWords = { it: { status: spoken(it) }, en: { status: spoken(en) } };
