import { type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { faultKeyOf } from "../../../shared/domain/ledger/fault.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import { operationsNoticeMessage } from "../../../shared/mail/operations-notice-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobName } from "../../../shared/schedules.ts";
import { readerOf, shortHash } from "../mail/digest-id.ts";
import { type MailOnceDeps, mailOnce } from "../mail/mail-once.ts";
import { operatorAddresses } from "../mail/operator-addresses.ts";
import type { Fault } from "./faults.ts";

type FaultNoticeDeps = MailOnceDeps & Pick<Deps, "settings" | "webOrigin" | "onDamaged">;

/** Whoever has to repair more than these begins with the first; an item of the ledger holds their names. */
const faultsToldMax = 2_000;

/**
 * Tells the operators which faults a run has met: one mail to each of them about all of which none of today's mails,
 * by whatever job, has told what is broken.
 */
export async function tellFaults(job: JobName, faults: readonly Fault[], deps: FaultNoticeDeps): Promise<void> {
  const now = deps.now();
  const today = localDateAt(now);
  for (const email of await operatorAddresses(deps)) {
    const reader = `faults.${readerOf(email)}`;
    const told = await toldToday(today, reader, now, deps);
    const fresh = faults.slice(0, faultsToldMax).filter(({ broken }) => !told.has(shortHash(faultKeyOf(broken))));
    if (fresh.length === 0) continue;
    const ids = [...new Set(fresh.map(({ broken }) => shortHash(faultKeyOf(broken))))];
    await mailOnce(
      {
        key: { surveyDate: today, kind: "notice", recipient: `${reader}.${shortHash(ids.join("\n"))}`, round: 1 },
        detail: { faults: ids },
        repeatable: true,
        prepare: async () => {
          const link = pageUrl(deps.webOrigin, "coverage");
          const message = operationsNoticeMessage({
            language: "it",
            kind: "faults",
            link,
            noticedAt: now,
            job,
            faults: fresh,
          });
          return { kind: "mail", mail: { to: [email], ...message } };
        },
      },
      deps,
    );
  }
}

/** What today's mails to the reader have told to be broken, by its names in the ledger. */
async function toldToday(
  today: LocalDate,
  reader: string,
  now: Date,
  deps: Pick<Deps, "mailLedger" | "onDamaged">,
): Promise<Set<string>> {
  const told = new Set<string>();
  for await (const entries of deps.mailLedger.pagesOfDay(today, "notice", deps.onDamaged)) {
    for (const entry of entries) {
      if (!entry.recipient.startsWith(`${reader}.`) || isUnsettled(entry, now)) continue;
      for (const fault of entry.faults ?? []) told.add(fault);
    }
  }
  return told;
}

/** Nobody knows whether it went out: a fault may be told twice, but never not at all. */
function isUnsettled({ status, leaseUntil }: LedgerEntry, now: Date): boolean {
  return status === "uncertain" || (status === "claimed" && leaseUntil <= now);
}
