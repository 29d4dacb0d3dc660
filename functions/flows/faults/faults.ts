import { type FaultAbout, type FaultName, faultKeyOf, type NamedFault } from "../../../shared/domain/ledger/fault.ts";
import type { Log } from "../../../shared/runtime/log.ts";
import { DamagedItem, keyText, type OnDamaged } from "../../../shared/store/parse-item.ts";
import { tables } from "../../../shared/tables.ts";

export type Fault = NamedFault & {
  /** What was thrown. */
  cause: unknown;
  /** What is broken: the damaged item that it comes from, or, as far as anybody knows, just this. */
  broken: NamedFault;
};

export type Faults = {
  /** Does the work; what it throws is recorded, and the answer is undefined. */
  isolate<Result>(name: FaultName, about: FaultAbout, work: () => Promise<Result>): Promise<Result | undefined>;
  record(name: FaultName, about: FaultAbout, cause: unknown): void;
  /** Each fault once, in the order in which they came. */
  found(): readonly Fault[];
};

/** For flows of which one part may fail without the others. */
export type Isolated = { faults: Faults };

/** Records what the lists of a job leave out because it is damaged. */
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
