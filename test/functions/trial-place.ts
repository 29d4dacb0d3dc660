import * as z from "zod";
import { createTables } from "../../infra/local/create-tables.ts";
import { chooseEngine, startEngine } from "../../infra/local/engine.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { awaitedMigrations } from "../../shared/runtime/migration-gate.ts";
import { type Database, openDatabase } from "../../shared/store/database.ts";
import { migrationStore } from "../../shared/store/migration-store.ts";
import { portOf } from "../mail/unreliable-ses.ts";
import { depsOver } from "../rig/intercepted-database.ts";
import { openMemoryDatabase } from "../rig/memory-database.ts";

const requestTimeoutMillis = 10_000;
/** Port 9 discards. */
const nowhere = "http://127.0.0.1:9";

const inbox = z.object({
  emails: z.array(
    z.object({
      subject: z.string(),
      destination: z.object({ to: z.array(z.string()) }),
      body: z.object({ text: z.string(), html: z.string() }),
    }),
  ),
});
export type TrialMail = { to: string[]; subject: string; text: string; html: string };

/** Where the tables of a trial lie and its mails arrive. */
export type TrialPlace = {
  /** What the environment says of it. */
  variables: Readonly<Record<"TABLE_PREFIX" | "DYNAMODB_ENDPOINT" | "SES_ENDPOINT", string>>;
  database: Database;
  depsOf: (opened: Deps) => Deps;
  mails: () => Promise<TrialMail[]>;
  clearMails: () => Promise<void>;
};

export type TrialPlaces = {
  /** Empty tables and an empty inbox. */
  next: () => Promise<TrialPlace>;
  stop: () => Promise<void>;
};

/** Of a real engine and a real inbox. */
export async function startPlaces(region: string): Promise<TrialPlaces> {
  const engine = await startEngine({ kind: chooseEngine() });
  // It takes a while to load, and places in memory need none.
  const { default: localSes } = await import("aws-ses-v2-local");
  // Node gives a CommonJS module as it is, Vitest its default export.
  const startInbox = "default" in localSes ? localSes.default : localSes;
  const server = await startInbox({ port: 0, host: "127.0.0.1" });
  // No request meets a connection that is being closed for idleness.
  server.keepAliveTimeout = 0;
  const ses = `http://127.0.0.1:${portOf(server.address())}`;
  const clearMails = async () => void (await fetch(`${ses}/clear-store`, { method: "POST" }));
  let tests = 0;
  return {
    async next() {
      tests++;
      const tablePrefix = `trial${tests}-`;
      await clearMails();
      await createTables({ endpoint: engine.endpoint, region, tablePrefix });
      return {
        variables: { TABLE_PREFIX: tablePrefix, DYNAMODB_ENDPOINT: engine.endpoint, SES_ENDPOINT: ses },
        database: openDatabase({ endpoint: engine.endpoint, region, tablePrefix, requestTimeoutMillis }),
        depsOf: (opened) => opened,
        async mails() {
          const { emails } = inbox.parse(await (await fetch(`${ses}/store`)).json());
          return emails.map(({ subject, destination, body }) => ({ to: destination.to, subject, ...body }));
        },
        clearMails,
      };
    },
    async stop() {
      server.close();
      await engine.stop();
    },
  };
}

/** Of tables in memory, and of a mailer that keeps what it is given. */
export const placesInMemory: TrialPlaces = {
  async next() {
    const database = openMemoryDatabase();
    const mails: TrialMail[] = [];
    const migrations = migrationStore(database);
    return {
      variables: { TABLE_PREFIX: "", DYNAMODB_ENDPOINT: nowhere, SES_ENDPOINT: nowhere },
      database,
      depsOf: (opened) => ({
        ...depsOver(database, opened),
        migrations,
        awaitedMigrations: awaitedMigrations(migrations),
        mailer: {
          send: async ({ to, subject, text, html }) => {
            mails.push({ to: [...to], subject, text, html });
            return { kind: "accepted", messageId: String(mails.length) };
          },
        },
      }),
      mails: async () => [...mails],
      clearMails: async () => void mails.splice(0),
    };
  },
  stop: async () => undefined,
};
