import * as z from "zod";
import type { Mail } from "../../shared/mail/mailer.ts";
import { portOf } from "../mail/unreliable-ses.ts";

/** A mail as whoever gets it reads it. */
export type Received = Pick<Mail, "to" | "subject" | "text" | "html" | "headers">;

/** Stands in the place of SES and keeps what it is sent. */
export type Inbox = {
  endpoint: string;
  mails: () => Promise<Received[]>;
  clear: () => Promise<void>;
  stop: () => void;
};

const store = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      body: z.object({ text: z.string(), html: z.string() }),
    }),
  ),
});

export async function startInbox(): Promise<Inbox> {
  // It takes a while to load, and worlds in memory need none.
  const { default: localSes } = await import("aws-ses-v2-local");
  // Node gives a CommonJS module as it is, Vitest its default export.
  const start = "default" in localSes ? localSes.default : localSes;
  const server = await start({ port: 0, host: "127.0.0.1" });
  // No request meets a connection that is being closed for idleness.
  server.keepAliveTimeout = 0;
  const endpoint = `http://127.0.0.1:${portOf(server.address())}`;
  return {
    endpoint,
    async mails() {
      const { emails } = store.parse(await (await fetch(`${endpoint}/store`)).json());
      return emails.map(({ subject, destination, body }) => ({ to: destination.to, subject, ...body }));
    },
    clear: async () => void (await fetch(`${endpoint}/clear-store`, { method: "POST" })),
    stop: () => void server.close(),
  };
}
