import { type FaultAbout, type FaultName, faultKeyOf, type NamedFault } from "../../../shared/domain/ledger/fault.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { DamagedItem, keyText, type OnDamaged } from "../../../shared/store/parse-item.ts";
import { tables } from "../../../shared/tables.ts";

export type Fault = NamedFault & {
  /** What was thrown. */
  cause: unknown;
  /** The damaged item behind the fault, or the fault itself when no cause is known. */
  broken: NamedFault;
};

export type Faults = {
  /** Does the work. An error is recorded, and the result is then undefined. */
  isolate<Result>(name: FaultName, about: FaultAbout, work: () => Promise<Result>): Promise<Result | undefined>;
  record(name: FaultName, about: FaultAbout, cause: unknown): void;
  /** Each fault once, in the order of their occurrence. */
  found(): readonly Fault[];
};

/** For flows in which one part may fail alone. */
export type Isolated = { faults: Faults };

/** Records the damaged items that the lists of a job leave out. */
export function recordDamage({ faults }: Isolated): OnDamaged {
  return (damage) => faults.record("damaged-item", placeOf(damage), damage);
}

function placeOf({ table, key }: DamagedItem): FaultAbout {
  return { table: tables[table].name, key: keyText(key) };
}

/** Made once for each run of a job. */
export function collectFaults({ log }: { log: Log }): Faults {
  const kept = new Map<string, Fault>();

  function record(name: FaultName, about: FaultAbout, cause: unknown): void {
    const key = faultKeyOf({ name, about });
    if (kept.has(key)) return;
    const isDamage = cause instanceof DamagedItem;
    const broken = isDamage ? ({ name: "damaged-item", about: placeOf(cause) } as const) : { name, about };
    kept.set(key, { name, about, cause, broken });
    log.error(name, cause, about);
  }

  return {
    record,
    async isolate(name, about, work) {
      try {
        return await work();
      } catch (cause) {
        record(name, about, cause);
        return undefined;
      }
    },
    found: () => [...kept.values()],
  };
}
