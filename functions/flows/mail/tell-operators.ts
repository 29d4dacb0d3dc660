import { localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { officesOf } from "../../../shared/domain/jurisdiction.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { MailMessage } from "../../../shared/mail/mail-message.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { readerOf, shortHash } from "./digest-id.ts";
import { ledgerOfDay } from "./ledger-of-day.ts";
import { type MailOnceDeps, mailOnce } from "./mail-once.ts";
import { operatorAddresses } from "./operator-addresses.ts";

export type OperatorNoticeDeps = MailOnceDeps & Pick<Deps, "settings" | "ownership" | "onDamaged">;

/** With more things, people begin with the first ones. An item of the ledger holds this many names. */
const thingsToldMax = 2_000;

/** Things that the operators must look after. A lasting thing is mailed again each day. */
export type OperatorNotice<Thing> = {
  /** The name of the topic in the ledger, which separates its mails from others. */
  topic: string;
  things: readonly Thing[];
  /** The name of a thing within its topic. */
  nameOf: (thing: Thing) => string;
  /** Whose operators look after the thing; undefined: those of all offices. */
  officesFor: (thing: Thing) => readonly OfficeCode[] | undefined;
  messageOf: (fresh: readonly Thing[]) => MailMessage;
};

/**
 * One mail to each operator of each office, with all things of the office that none of today's mails on the topic has
 * told the address. An office whose operators cannot be told delays no other.
 * @throws the first failure, after all offices
 */
export async function tellOperators<Thing>(notice: OperatorNotice<Thing>, deps: OperatorNoticeDeps): Promise<void> {
  if (notice.things.length === 0) return;
  const now = deps.now();
  const offices = officesOf(await deps.ownership());
  const entries = await ledgerOfDay(localDateAt(now), ["notice"], offices, deps);
  const told = toldToday(
    entries.filter((entry) => !isUnsettled(entry, now)),
    (email) => offices.map((officeCode) => recipientOf(notice, officeCode, email)),
  );
  const failures: unknown[] = [];
  for (const officeCode of offices) {
    await tellOffice(officeCode, notice, told, deps).catch((fault: unknown) => failures.push(fault));
  }
  if (failures.length > 0) throw failures[0];
}

async function tellOffice<Thing>(
  officeCode: OfficeCode,
  notice: OperatorNotice<Thing>,
  told: (email: string) => Set<string>,
  deps: OperatorNoticeDeps,
): Promise<void> {
  const { things, nameOf, officesFor, messageOf } = notice;
  const own = things.filter((thing) => officesFor(thing)?.includes(officeCode) ?? true).slice(0, thingsToldMax);
  for (const email of await operatorAddresses(officeCode, deps)) {
    const known = told(email);
    const fresh = own.filter((thing) => !known.has(shortHash(nameOf(thing))));
    if (fresh.length === 0) continue;
    const names = [...new Set(fresh.map((thing) => shortHash(nameOf(thing))))];
    const recipient = `${recipientOf(notice, officeCode, email)}.${shortHash(names.join("\n"))}`;
    await mailOnce(
      {
        key: { surveyDate: localDateAt(deps.now()), kind: "notice", officeCode, recipient, round: 1 },
        detail: { faults: names },
        repeatable: true,
        prepare: async () => ({ kind: "mail", mail: { to: [email], ...messageOf(fresh) } }),
      },
      deps,
    );
    // A mail that fails now is repeated by the next run, for the same office.
    for (const name of names) known.add(name);
  }
}

/** The recipients of the mails on a topic to an operator begin with this in the ledger. */
function recipientOf({ topic }: { topic: string }, officeCode: OfficeCode, email: string): string {
  return `${topic}.${readerOf(officeCode, email)}`;
}

/** The things in the entries for an address, by their names in the ledger. It may be an operator of several offices. */
function toldToday(
  entries: readonly LedgerEntry[],
  recipientsOf: (email: string) => readonly string[],
): (email: string) => Set<string> {
  const byAddress = new Map<string, Set<string>>();
  return (email) => {
    const address = email.toLowerCase();
    const recipients = recipientsOf(address);
    const toAddress = ({ recipient }: LedgerEntry) => recipients.some((one) => recipient.startsWith(`${one}.`));
    const told = byAddress.get(address) ?? new Set(entries.filter(toAddress).flatMap(({ faults = [] }) => faults));
    byAddress.set(address, told);
    return told;
  };
}

/** Nobody knows whether it went out. A thing may be mailed twice, but is never lost. */
function isUnsettled({ status, leaseUntil }: LedgerEntry, now: Date): boolean {
  return status === "uncertain" || (status === "claimed" && leaseUntil <= now);
}
