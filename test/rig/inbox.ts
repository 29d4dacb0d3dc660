import * as z from "zod";
import type { Mail } from "../../shared/mail/mailer.ts";
import { portOf } from "../mail/unreliable-ses.ts";

/** A mail as its recipient reads it. */
export type Received = Pick<Mail, "to" | "subject" | "text" | "html" | "headers">;

/** Replaces SES and keeps the mails that it receives. */
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
  // It loads slowly, and worlds in memory do not need it.
  const { default: localSes } = await import("aws-ses-v2-local");
  // Node imports a CommonJS module as it is, Vitest imports its default export.
  const start = "default" in localSes ? localSes.default : localSes;
  const server = await start({ port: 0, host: "127.0.0.1" });
  // So no request arrives on a connection that closes because it is idle.
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
