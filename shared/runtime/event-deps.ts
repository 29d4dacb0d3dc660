import { type InstituteStore, instituteStore } from "../store/institute-store.ts";
import { type MailLedgerStore, mailLedgerStore } from "../store/mail-ledger-store.ts";
import { type SettingsStore, settingsStore } from "../store/settings-store.ts";
import type { Clock } from "./clock.ts";
import { databaseOf } from "./database-of.ts";
import type { EventEnvironment } from "./environment.ts";
import { type LinkKeySecret, openLinkKeySecret } from "./link-key-secret.ts";
import { type Log, openLog } from "./log.ts";
import { openUserPool, type UserPool } from "./user-pool.ts";

/** Everything through which the functions for events of AWS reach the world. */
export type EventDeps = {
  now: Clock;
  log: Log;
  institutes: InstituteStore;
  mailLedger: MailLedgerStore;
  settings: SettingsStore;
  linkKeySecret: (secretId: string) => LinkKeySecret;
  /** 32 bytes from the system's generator, base64url. */
  newLinkKey: () => string;
  userPool: UserPool;
};

const linkKeyBytes = 32;

/** Nothing is connected before it is first used. */
export function openEventDeps(environment: EventEnvironment, options: { now: Clock }): EventDeps {
  const database = databaseOf(environment);
  return {
    now: options.now,
    log: openLog((line) => process.stdout.write(line)),
    institutes: instituteStore(database),
    mailLedger: mailLedgerStore(database),
    settings: settingsStore(database),
    linkKeySecret: (secretId) => openLinkKeySecret(secretId, environment),
    newLinkKey: () => Buffer.from(crypto.getRandomValues(new Uint8Array(linkKeyBytes))).toString("base64url"),
    userPool: openUserPool(environment),
  };
}
