import type { OnDamaged } from "../store/parse-item.ts";
import type { Clock } from "./clock.ts";
import { databaseOf } from "./database-of.ts";
import type { EventCommonDeps } from "./deps.ts";
import type { EventEnvironment } from "./environment.ts";
import { openLinkKeySecret } from "./link-key-secret.ts";
import { openLog } from "./log.ts";
import type { TableOpening } from "./openers.ts";
import { openUserPool } from "./user-pool.ts";

const linkKeyBytes = 32;

/** Like `openDeps`, for the functions that AWS calls. */
export function openEventDeps<Opened extends object>(
  environment: EventEnvironment,
  options: { now: Clock },
  open: (opening: TableOpening) => Opened,
): EventCommonDeps & Opened {
  const log = openLog((line) => process.stdout.write(line));
  const onDamaged: OnDamaged = (damage) => log.error("damaged-item", damage);
  return {
    now: options.now,
    log,
    linkKeySecret: (secretId) => openLinkKeySecret(secretId, environment),
    newLinkKey: () => Buffer.from(crypto.getRandomValues(new Uint8Array(linkKeyBytes))).toString("base64url"),
    userPool: openUserPool(environment),
    ...open({ database: databaseOf(environment), onDamaged }),
  };
}
