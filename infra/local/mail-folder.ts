import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import * as z from "zod";
import { LocalCloudError } from "./cloud-error.ts";
import { makePrivateFolder } from "./private-files.ts";
import { readSaved } from "./read-saved.ts";
import { replaceFile } from "./replace-file.ts";

const storedMail = z.object({
  /** RFC 3339, by the clock of the local cloud. */
  sentAt: z.string(),
  messageId: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** The headers in addition to those that every mail has. */
  headers: z.record(z.string(), z.string()),
  /** SES message tags. */
  tags: z.record(z.string(), z.string()),
});
export type StoredMail = z.output<typeof storedMail>;

/** A mail for the inbox. A damaged mail, whose file cannot be read, has only its number. */
export type InboxMail = StoredMail & { number: number; damaged?: true };

/** The data that SES received with a mail. */
type Envelope = {
  messageId: string;
  destinations: readonly string[];
  tags: Record<string, string>;
  sentAt: string;
};

/** The accepted mails, one file each, numbered from 1 in the order of acceptance. */
export type MailFolder = {
  /** Returns when the mail is on the disk. @throws LocalCloudError when it is certainly not there */
  add(raw: Buffer, envelope: Envelope): Promise<void>;
  /** Oldest first. */
  all(): Promise<InboxMail[]>;
  get(number: number): Promise<InboxMail | undefined>;
  /** The mails accepted after the instant, newest first. */
  acceptedAfter(instant: Date): Promise<InboxMail[]>;
};

const fileName = (number: number) => `${String(number).padStart(8, "0")}.json`;
const fileNamePattern = /^\d{8}\.json$/;

/** @throws LocalCloudError when the folder cannot be made or read */
export async function openMailFolder(path: string): Promise<MailFolder> {
  await makePrivateFolder(path);
  // The highest number and not the count: a crash while several mails arrive can leave a gap.
  let last = (await numbers()).at(-1) ?? 0;

  async function numbers(): Promise<number[]> {
    const names = (await readdir(path)).filter((name) => fileNamePattern.test(name));
    return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
  }

  async function read(number: number): Promise<InboxMail> {
    const mail = await readSaved(join(path, fileName(number)), storedMail).catch((fault: unknown) => {
      if (fault instanceof LocalCloudError) return undefined;
      throw fault;
    });
    return mail === undefined ? damagedMail(number) : { ...mail, number };
  }

  return {
    async add(raw, envelope) {
      const mail = await PostalMime.parse(raw);
      last += 1;
      const file = join(path, fileName(last));
      await replaceFile(file, JSON.stringify(toStored(mail, envelope))).catch(async (fault: unknown) => {
        // The failure may have come after the file had its name.
        await rm(file, { force: true });
        throw fault;
      });
    },
    async all() {
      const mails: InboxMail[] = [];
      for (const number of await numbers()) mails.push(await read(number));
      return mails;
    },
    async get(number) {
      return (await numbers()).includes(number) ? read(number) : undefined;
    },
    async acceptedAfter(instant) {
      const mails: InboxMail[] = [];
      for (const number of (await numbers()).reverse()) {
        const mail = await read(number);
        if (mail.damaged) continue;
        if (new Date(mail.sentAt) <= instant) break;
        mails.push(mail);
      }
      return mails;
    },
  };
}

function damagedMail(number: number): InboxMail {
  return {
    number,
    damaged: true,
    sentAt: "",
    messageId: "",
    from: "",
    to: [],
    subject: "(mail danneggiata, damaged mail)",
    text: `${fileName(number)}: il file non si può leggere. This file cannot be read.`,
    html: "",
    headers: {},
    tags: {},
  };
}

const ordinaryHeaders = new Set([
  "from",
  "to",
  "subject",
  "date",
  "message-id",
  "mime-version",
  "content-type",
  "content-transfer-encoding",
]);

function toStored(mail: Awaited<ReturnType<typeof PostalMime.parse>>, envelope: Envelope): StoredMail {
  const named = (mail.to ?? []).flatMap((recipient) => recipient.address ?? []);
  return {
    sentAt: envelope.sentAt,
    messageId: envelope.messageId,
    from: mail.from?.address ?? "",
    to: envelope.destinations.length > 0 ? [...envelope.destinations] : named,
    subject: mail.subject ?? "",
    text: mail.text ?? "",
    html: mail.html ?? "",
    headers: Object.fromEntries(
      mail.headers.filter(({ key }) => !ordinaryHeaders.has(key)).map(({ key, value }) => [key, value]),
    ),
    tags: envelope.tags,
  };
}
