import type { LedgerDetail, LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";
import { ledgerTags } from "../../../shared/mail/ledger-tags.ts";
import type { Mail } from "../../../shared/mail/mailer.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

export type MailOnceDeps = Pick<Deps, "mailLedger" | "mailer" | "now" | "log">;

/** Longer than any send takes. After it, an unsettled claim is uncertain. */
const leaseMillis = 120_000;

export type MailFate =
  /** Another worker has sent it, or is about to. */
  | "taken"
  | "skipped"
  | "sent"
  /** Nobody knows whether it was sent. */
  | "uncertain"
  /** Certainly not sent: SES accepts fewer recipients a second. */
  | "too-fast"
  /** Certainly not sent: SES accepts no more recipients today. */
  | "quota-used-up"
  /** Certainly not sent; the next run tries again. */
  | "put-off";

export type MailTask = {
  key: LedgerKey;
  detail: LedgerDetail;
  /** Whether a repeat is better than a loss. */
  repeatable: boolean;
  /** Checks again after the claim. It returns the mail, or the reason why it is no longer needed. */
  prepare: () => Promise<Prepared>;
};

type Prepared =
  | {
      kind: "mail";
      mail: Omit<Mail, "tags">;
      /** What the mail is about, if that is less than the claim said. */
      detail?: Pick<LedgerDetail, "siteCodes">;
    }
  | { kind: "skip"; reason: string };

/**
 * Sends one mail by the ledger: claim, check again, send, mark. A mail that is not repeatable goes out at most once,
 * whatever fails. A mail that may be lost is listed as uncertain.
 */
export async function mailOnce({ key, detail, repeatable, prepare }: MailTask, deps: MailOnceDeps): Promise<MailFate> {
  const now = deps.now();
  const lease = { now, leaseUntil: new Date(now.getTime() + leaseMillis), detail };
  const claim = await deps.mailLedger.claim(key, lease, { reclaimUncertain: repeatable });
  if (claim.kind === "taken") return "taken";

  const prepared = await prepare().catch(async (fault: unknown) => {
    // Nothing was sent yet, so the next run may take it.
    await deps.mailLedger.release(claim.entry);
    throw fault;
  });
  if (prepared.kind === "skip") {
    await deps.mailLedger.mark(key, ["claimed"], "skipped", { reason: prepared.reason });
    return "skipped";
  }
  const outcome = await deps.mailer.send({ ...prepared.mail, tags: ledgerTags(key) });
  const { surveyDate, kind, recipient } = key;
  switch (outcome.kind) {
    case "accepted":
      await deps.mailLedger.mark(key, ["claimed"], "sent", {
        sentAt: deps.now(),
        messageId: outcome.messageId,
        recipients: prepared.mail.to.length,
        ...prepared.detail,
      });
      return "sent";
    case "unknown":
      deps.log.info("mail uncertain", { surveyDate, kind, recipient, detail: outcome.detail });
      await deps.mailLedger.mark(key, ["claimed"], "uncertain", { reason: outcome.detail });
      return "uncertain";
    case "refused":
      deps.log.info("mail refused", { surveyDate, kind, recipient, reason: outcome.reason });
      if (outcome.reason === "address") {
        await deps.mailLedger.mark(key, ["claimed"], "skipped", { reason: "address-refused" });
        return "skipped";
      }
      await deps.mailLedger.release(claim.entry);
      return outcome.reason === "too-fast" || outcome.reason === "quota-used-up" ? outcome.reason : "put-off";
  }
}
