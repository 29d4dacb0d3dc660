import { type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { MailMessage } from "../../../shared/mail/mail-message.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { readerOf, shortHash } from "./digest-id.ts";
import { type MailOnceDeps, mailOnce } from "./mail-once.ts";
import { operatorAddresses } from "./operator-addresses.ts";

export type OperatorNoticeDeps = MailOnceDeps & Pick<Deps, "settings" | "onDamaged">;

/** With more things, people begin with the first ones. An item of the ledger holds this many names. */
const thingsToldMax = 2_000;

/** Things that the operators must look after. A lasting thing is mailed again each day. */
export type OperatorNotice<Thing> = {
  /** The name of the topic in the ledger, which separates its mails from others. */
  topic: string;
  things: readonly Thing[];
  /** The name of a thing within its topic. */
  nameOf: (thing: Thing) => string;
  messageOf: (fresh: readonly Thing[]) => MailMessage;
};

/** One mail to each operator, with all things that none of today's mails on the topic contains. */
export async function tellOperators<Thing>(
  { topic, things, nameOf, messageOf }: OperatorNotice<Thing>,
  deps: OperatorNoticeDeps,
): Promise<void> {
  if (things.length === 0) return;
  const now = deps.now();
  const today = localDateAt(now);
  for (const email of await operatorAddresses(deps)) {
    const reader = `${topic}.${readerOf(email)}`;
    const told = await toldToday(today, reader, now, deps);
    const fresh = things.slice(0, thingsToldMax).filter((thing) => !told.has(shortHash(nameOf(thing))));
    if (fresh.length === 0) continue;
    const names = [...new Set(fresh.map((thing) => shortHash(nameOf(thing))))];
    await mailOnce(
      {
        key: { surveyDate: today, kind: "notice", recipient: `${reader}.${shortHash(names.join("\n"))}`, round: 1 },
        detail: { faults: names },
        repeatable: true,
        prepare: async () => ({ kind: "mail", mail: { to: [email], ...messageOf(fresh) } }),
      },
      deps,
    );
  }
}

/** The things in today's mails to the reader, by their names in the ledger. */
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
      for (const name of entry.faults ?? []) told.add(name);
    }
  }
  return told;
}

/** Nobody knows whether it went out. A thing may be mailed twice, but is never lost. */
function isUnsettled({ status, leaseUntil }: LedgerEntry, now: Date): boolean {
  return status === "uncertain" || (status === "claimed" && leaseUntil <= now);
}
