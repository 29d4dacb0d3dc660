import { type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { MailMessage } from "../../../shared/mail/mail-message.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { readerOf, shortHash } from "./digest-id.ts";
import { type MailOnceDeps, mailOnce } from "./mail-once.ts";
import { operatorAddresses } from "./operator-addresses.ts";

export type OperatorNoticeDeps = MailOnceDeps & Pick<Deps, "settings" | "onDamaged">;

/** Whoever has to look after more than these begins with the first; an item of the ledger holds their names. */
const thingsToldMax = 2_000;

/** What the operators have to look after; what lasts is told again each day. */
export type OperatorNotice<Thing> = {
  /** Tells these mails from others in the ledger. */
  topic: string;
  things: readonly Thing[];
  /** Tells a thing from the others of its topic. */
  nameOf: (thing: Thing) => string;
  messageOf: (fresh: readonly Thing[]) => MailMessage;
};

/** One mail to each operator, about all things of which none of today's mails on the topic has told. */
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

/** What today's mails to the reader have told of, by its names in the ledger. */
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

/** Nobody knows whether it went out: a thing may be told twice, but never not at all. */
function isUnsettled({ status, leaseUntil }: LedgerEntry, now: Date): boolean {
  return status === "uncertain" || (status === "claimed" && leaseUntil <= now);
}
