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
  /** Told of every database call and what it consumed. */
  meter?: Meter;
  /** Where log lines go; default standard output. */
  writeLog?: (line: string) => void;
};

/**
 * Opens what an entry needs, from its environment. Nothing is connected before it is first used.
 * @param open Puts together the openers that the entry needs; it is bundled with these alone.
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
