import { setTimeout as pause } from "node:timers/promises";
import type { Meter } from "../store/database.ts";
import { migrationStore } from "../store/migration-store.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import type { Clock } from "./clock.ts";
import { databaseOf } from "./database-of.ts";
import type { CommonDeps } from "./deps.ts";
import type { Environment } from "./environment.ts";
import { openLog } from "./log.ts";
import { awaitedMigrations } from "./migration-gate.ts";
import type { ServiceOpening, TableOpening } from "./openers.ts";

export type DepsOptions = {
  now: Clock;
  /** Called for every database call, with the consumed units. */
  meter?: Meter;
  /** The writer of log lines. Default: standard output. */
  writeLog?: (line: string) => void;
};

/**
 * Opens the dependencies of an entry from its environment. Nothing connects before its first use.
 * @param open Combines the openers that the entry needs. The bundle contains only these.
 */
export function openDeps<Opened extends object>(
  environment: Environment,
  options: DepsOptions,
  open: (opening: TableOpening & ServiceOpening) => Opened,
): CommonDeps & Opened {
  const database = databaseOf(environment, options.meter);
  const log = openLog(options.writeLog ?? ((line) => process.stdout.write(line)));
  const onDamaged: OnDamaged = (damage) => log.error("damaged-item", damage);
  return {
    now: options.now,
    pause: async (millis) => pause(millis),
    stopwatch: () => performance.now(),
    log,
    onDamaged,
    webOrigin: environment.WEB_ORIGIN,
    mailRatePerSecond: environment.MAIL_RATE_PER_SECOND,
    mailsPerDay: environment.MAILS_PER_DAY,
    secondReminder: environment.SECOND_REMINDER,
    awaitedMigrations: awaitedMigrations(migrationStore(database)),
    ...open({ database, onDamaged, environment }),
  };
}
