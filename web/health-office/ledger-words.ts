import type { LedgerStatus } from "../../shared/domain/ledger/mail-ledger.ts";
import { ownValue } from "../../shared/domain/own-value.ts";

type Words = {
  statuses: Record<Exclude<LedgerStatus, "skipped">, string>;
  /** Why nothing was sent, by the ledger's reason. */
  skipped: Record<"reported-meanwhile" | "no-valid-address" | "address-refused", string>;
};

const it: Words = {
  statuses: {
    claimed: "in corso",
    sent: "inviato",
    delivered: "consegnato",
    bounced: "respinto",
    complained: "segnalato come indesiderato",
    uncertain: "incerto: forse inviato",
  },
  skipped: {
    "reported-meanwhile": "saltato: nel frattempo ha risposto",
    "no-valid-address": "saltato: nessun indirizzo valido",
    "address-refused": "saltato: indirizzo rifiutato",
  },
};

const en: Words = {
  statuses: {
    claimed: "under way",
    sent: "sent",
    delivered: "delivered",
    bounced: "bounced",
    complained: "reported as spam",
    uncertain: "uncertain: perhaps sent",
  },
  skipped: {
    "reported-meanwhile": "skipped: it has reported meanwhile",
    "no-valid-address": "skipped: no valid address",
    "address-refused": "skipped: address refused",
  },
};

/** What became of a mail; a state or a reason these pages do not know yet is shown as it is. */
function fateWords({ statuses, skipped }: Words) {
  const states: Readonly<Record<string, string>> = statuses;
  const reasons: Readonly<Record<string, string>> = skipped;
  return ({ status, reason = status }: { status: string; reason?: string }) =>
    status === "skipped" ? (ownValue(reasons, reason) ?? reason) : (ownValue(states, status) ?? status);
}

export const ledgerWords = { it: { fate: fateWords(it) }, en: { fate: fateWords(en) } };
