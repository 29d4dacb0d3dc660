import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import PostalMime from "postal-mime";
import * as z from "zod";
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
  /** The headers beside those every mail has. */
  headers: z.record(z.string(), z.string()),
  /** SES message tags. */
  tags: z.record(z.string(), z.string()),
});
export type StoredMail = z.output<typeof storedMail>;

/** What SES was given with a mail. */
type Envelope = {
  messageId: string;
  destinations: readonly string[];
  tags: Record<string, string>;
  sentAt: string;
};

/** The accepted mails, one file each, numbered from 1 in the order they were accepted. */
export type MailFolder = {
  /** Returns when the mail is on the disk. */
  add(raw: Buffer, envelope: Envelope): Promise<void>;
  /** Oldest first. */
  all(): Promise<StoredMail[]>;
  get(number: number): Promise<StoredMail | undefined>;
};

const fileName = (number: number) => `${String(number).padStart(8, "0")}.json`;
const fileNamePattern = /^\d{8}\.json$/;

export async function openMailFolder(path: string): Promise<MailFolder> {
  await mkdir(path, { recursive: true });
  // Not how many there are: a crash among mails that come at once can leave a gap.
  let last = Number.parseInt((await mailFiles()).at(-1) ?? "0", 10);

  async function mailFiles(): Promise<string[]> {
    return (await readdir(path)).filter((name) => fileNamePattern.test(name)).sort();
  }

  async function read(name: string): Promise<StoredMail> {
    return storedMail.parse(JSON.parse(await readFile(join(path, name), "utf8")));
  }

  return {
    async add(raw, envelope) {
      const mail = await PostalMime.parse(raw);
      last += 1;
      await replaceFile(join(path, fileName(last)), JSON.stringify(toStored(mail, envelope)));
    },
    async all() {
      const mails: StoredMail[] = [];
      for (const name of await mailFiles()) mails.push(await read(name));
      return mails;
    },
    async get(number) {
      const name = fileName(number);
      return (await mailFiles()).includes(name) ? read(name) : undefined;
    },
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
