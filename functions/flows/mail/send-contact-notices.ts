import { millisecondsInDay } from "date-fns/constants";
import { localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { defaultLanguage } from "../../../shared/domain/language.ts";
import type { LedgerKey } from "../../../shared/domain/ledger/mail-ledger.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import {
  type ContactNews,
  type ContactsOwner,
  contactNews,
  officeOfOwner,
} from "../../../shared/domain/registry/contact-change.ts";
import type { Contact, Institute } from "../../../shared/domain/registry/institute.ts";
import { contactChangeMessage } from "../../../shared/mail/contact-change-message.ts";
import type { MailMessage } from "../../../shared/mail/mail-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import type { UntoldChange } from "../../../shared/store/contact-change-store.ts";
import type { Isolated } from "../faults/faults.ts";
import { shortHash } from "./digest-id.ts";
import { type MailFate, type MailOnceDeps, mailOnce } from "./mail-once.ts";
import { type MailPace, mailPace, type PaceDeps, reminderShare } from "./mail-pace.ts";

/** The dependencies for mailing one change. */
type TellingDeps = MailOnceDeps & Pick<Deps, "contactChanges" | "institutes" | "settings" | "webOrigin" | "onDamaged">;

export type ContactNoticeDeps = TellingDeps & PaceDeps & Pick<Deps, "mailRatePerSecond"> & Isolated;

/** Changes in one run. The rest waits for the next. */
const changesMax = 200;
/** After this time an unreachable address is given up, so that nobody gets the same mail for ever. */
const triedMillisMax = 2 * millisecondsInDay;

/** The result of one change in this run. */
type Told = "told" | "nothing-to-tell" | "leftForNextRun";

/**
 * Mails the old and the new addresses after a change of contacts. Changes that wait at the same time go into one mail.
 * Addresses that accept no mail get none.
 */
export async function sendContactNotices(
  time: JobTime,
  deps: ContactNoticeDeps,
): Promise<{ contactChangesTold: number; leftForNextRun: number }> {
  const pace = mailPace(deps.mailRatePerSecond * (1 - reminderShare), time, deps);
  const counts = { contactChangesTold: 0, leftForNextRun: 0 };
  for (const change of await deps.contactChanges.untold(changesMax, deps.onDamaged)) {
    const officeCode = officeOfOwner(change.owner);
    const about = officeCode === undefined ? { instituteCode: change.owner } : { officeCode };
    const told = await deps.faults.isolate("notice-failed", about, () => tell(change, pace, deps));
    if (told === "told") counts.contactChangesTold += 1;
    if (told === "leftForNextRun") counts.leftForNextRun += 1;
  }
  return counts;
}

async function tell(change: UntoldChange, pace: MailPace, deps: TellingDeps): Promise<Told> {
  const { owner, before, changedAt } = change;
  const { contacts, institute } = await presentContacts(owner, deps);
  const news = contactNews(before, contacts);
  if (news.added.length + news.removed.length === 0) {
    // The change was taken back meanwhile, or never made.
    await deps.contactChanges.settle(change);
    return "nothing-to-tell";
  }
  const message = contactChangeMessage({
    language: institute?.language ?? defaultLanguage,
    ...(institute === undefined ? {} : { institute }),
    changedAt,
    added: news.added,
    removed: news.removed,
    link: pageUrl(deps.webOrigin, "contacts"),
  });
  let waiting = 0;
  for (const email of news.readers) {
    const key = keyOf(change, news, email);
    const fate = await pace.inTurn(1, () => mailReader(email, key, message, deps));
    if (!(await isSettled(fate, key, deps))) waiting += 1;
  }
  const givenUp = deps.now().getTime() - changedAt.getTime() > triedMillisMax;
  if (waiting > 0 && !givenUp) return "leftForNextRun";
  await deps.contactChanges.settle(change);
  if (waiting > 0) throw new Error(`${waiting} of ${news.readers.length} addresses could not be told`);
  return "told";
}

async function presentContacts(
  owner: ContactsOwner,
  deps: Pick<Deps, "institutes" | "settings" | "onDamaged">,
): Promise<{ contacts: readonly Contact[]; institute?: Pick<Institute, "instituteCode" | "name" | "language"> }> {
  const office = officeOfOwner(owner);
  if (office !== undefined) {
    const { alertDigests, operationsNotices } = await deps.settings.healthOfficeContacts(office, deps.onDamaged);
    return { contacts: [...alertDigests, ...operationsNotices] };
  }
  const institute = await deps.institutes.get(owner, { consistent: true });
  return institute === undefined ? { contacts: [] } : { contacts: institute.contacts, institute };
}

/** The same news to the same address is one mail. Different news is another mail. */
function keyOf({ owner, changedAt }: UntoldChange, { added, removed }: ContactNews, email: string): LedgerKey {
  const reader = shortHash([changedAt.toISOString(), ...added, "", ...removed, "", email].join("\n").toLowerCase());
  return {
    surveyDate: localDateAt(changedAt),
    kind: "contact-change",
    officeCode: officeOfOwner(owner) ?? firstOfficeCode,
    recipient: `${owner}.${reader}`,
    round: 1,
  };
}

function mailReader(email: string, key: LedgerKey, message: MailMessage, deps: MailOnceDeps): Promise<MailFate> {
  const prepare = async () => ({ kind: "mail" as const, mail: { to: [email], ...message } });
  return mailOnce({ key, detail: {}, repeatable: true, prepare }, deps);
}

/** Whether this reader has the mail, or will never get it. */
async function isSettled(
  fate: MailFate | "no-time-left",
  key: LedgerKey,
  deps: Pick<Deps, "mailLedger">,
): Promise<boolean> {
  switch (fate) {
    case "sent":
    case "skipped":
      return true;
    case "taken": {
      const status = (await deps.mailLedger.get(key))?.status;
      return status !== "claimed" && status !== "uncertain";
    }
    default:
      return false;
  }
}
