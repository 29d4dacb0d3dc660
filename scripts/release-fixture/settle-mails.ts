import { event } from "../../functions/events/settle-mail.ts";
import { openMailFolder, type StoredMail } from "../../infra/local/mail-folder.ts";
import type { LocalDate } from "../../shared/domain/calendar/local-date.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { parseEventEnvironment } from "../../shared/runtime/environment.ts";
import { openLog } from "../../shared/runtime/log.ts";
import { openEventDeps } from "../../shared/runtime/open-event-deps.ts";
import * as open from "../../shared/runtime/openers.ts";
import { localCredentials, openDatabase } from "../../shared/store/database.ts";
import { ledgerOfficesStore } from "../../shared/store/ledger-offices-store.ts";
import { mailLedgerStore } from "../../shared/store/mail-ledger-store.ts";

export type FixtureEngine = { endpoint: string; region: string; tablePrefix: string };

const requestTimeoutMillis = 10_000;
/** The same lease as the claims of the local cloud. At the end of the season it is long over. */
const leaseMillis = 120_000;

/**
 * Plays the events of SES about the mails of survey days up to the date. The local cloud delivers everything into its
 * inbox, so it has no such events. Most mails have arrived, one address is dead, one mailbox is full, one reader
 * complains.
 */
export async function settleMails(engine: FixtureEngine, mailFolder: string, upTo: LocalDate): Promise<void> {
  const opened = openEventDeps(environmentOf(engine), { now: () => new Date(0) }, (opening) => ({
    ...open.mailLedger(opening),
    ...open.institutes(opening),
    ...open.settings(opening),
  }));
  const deps = { ...opened, log: openLog(() => undefined) };
  const mails = await (await openMailFolder(mailFolder)).all();
  const known = mails.filter(({ tags }) => (tags.surveyDate ?? "") <= upTo);
  const ofRecipient = (email: string, kind: string) =>
    known.find(({ to, tags }) => to.includes(email) && tags.kind === kind);
  const dead = ofRecipient("zzic902006@scuola.example", "reminder");
  const full = ofRecipient("zzis904008@scuola.example", "reminder");
  const unwanted = ofRecipient("guardia@ats.example", "digest");
  for (const mail of known) {
    const told =
      mail === dead
        ? bounce(mail, "Permanent", "General")
        : mail === full
          ? bounce(mail, "Transient", "MailboxFull")
          : mail === unwanted
            ? complaint(mail)
            : { eventType: "Delivery", delivery: {} };
    await event({ Records: [{ Sns: { Message: JSON.stringify({ ...told, mail: sesMail(mail) }) } }] }, deps);
  }
}

function sesMail({ messageId, to, tags }: StoredMail) {
  return {
    messageId,
    destination: to,
    tags: Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]])),
  };
}

function bounce({ to }: StoredMail, bounceType: string, bounceSubType: string) {
  const bouncedRecipients = to.map((emailAddress) => ({ emailAddress }));
  return { eventType: "Bounce", bounce: { bounceType, bounceSubType, bouncedRecipients } };
}

function complaint({ to }: StoredMail) {
  return { eventType: "Complaint", complaint: { complainedRecipients: to.map((emailAddress) => ({ emailAddress })) } };
}

/** Two reminders whose workers died: one during the claim, one while it waited for SES. */
export async function leaveClaims(engine: FixtureEngine): Promise<void> {
  const database = openDatabase({ ...engine, requestTimeoutMillis });
  const ledger = mailLedgerStore(database, ledgerOfficesStore(database).since);
  for (const [surveyDate, at] of [
    ["2025-10-16", "2025-10-17T06:30:00Z"],
    ["2025-10-23", "2025-10-24T06:30:00Z"],
  ] as const) {
    const reminder = { kind: "reminder", officeCode: firstOfficeCode, recipient: "ZZIS904008", round: 1 } as const;
    const key = { surveyDate, ...reminder };
    const now = new Date(at);
    const leaseUntil = new Date(now.getTime() + leaseMillis);
    await ledger.claim(key, { now, leaseUntil, detail: { siteCodes: ["ZZPS90401P"] } }, { reclaimUncertain: false });
    if (surveyDate === "2025-10-23") await ledger.mark(key, ["claimed"], "uncertain", { reason: "no answer" });
  }
  database.close();
}

/** The institutes of a register supplier, entered as an operator would. */
export async function registerSupplier(engine: FixtureEngine): Promise<void> {
  const database = openDatabase({ ...engine, requestTimeoutMillis });
  const item = { name: "supplier", version: "client-1", instituteCodes: ["ZZIC905004"] };
  await database.put("settings", item, { expression: "attribute_not_exists(#name)" });
  database.close();
}

function environmentOf({ endpoint, region, tablePrefix }: FixtureEngine) {
  return parseEventEnvironment({
    AWS_REGION: region,
    TABLE_PREFIX: tablePrefix,
    DYNAMODB_ENDPOINT: endpoint,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
  });
}
