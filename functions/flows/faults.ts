import type { InstituteCode, SiteCode, Territory } from "../../shared/domain/codes.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { DamagedItem, keyText, type OnDamaged } from "../../shared/store/parse-item.ts";
import type { TableId } from "../../shared/tables.ts";

/** What can fail in a job while the rest of its work goes on. The runbook has a section for each. */
export const faultNames = [
  "damaged-item",
  "day-not-opened",
  "day-not-evaluated",
  "day-not-closed",
  "report-not-counted",
  "alert-failed",
  "digest-failed",
  "reminder-failed",
  "silence-not-checked",
  "job-failed",
] as const;
export type FaultName = (typeof faultNames)[number];

/** What a fault concerns: identifiers, and never an address. */
export type FaultAbout = {
  surveyDate?: LocalDate;
  territory?: Territory;
  siteCode?: SiteCode;
  instituteCode?: InstituteCode;
  alertId?: string;
  /** Of a damaged item: its table, and its key as text. */
  table?: TableId;
  key?: string;
};

export type Fault = {
  name: FaultName;
  about: FaultAbout;
  /** What was thrown. */
  cause: unknown;
  /** It will fail the same way until somebody has repaired an item; other faults may be gone in the next run. */
  lasting: boolean;
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
  return (damage) => faults.record("damaged-item", { table: damage.table, key: keyText(damage.key) }, damage);
}

/** Made once for each run of a job. */
export function collectFaults({ log }: { log: Log }): Faults {
  const kept = new Map<string, Fault>();

  function record(name: FaultName, about: FaultAbout, cause: unknown): void {
    const key = faultKey({ name, about });
    if (kept.has(key)) return;
    kept.set(key, { name, about, cause, lasting: cause instanceof DamagedItem });
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

/** The same for the same fault of the same thing. */
function faultKey({ name, about }: Pick<Fault, "name" | "about">): string {
  const { surveyDate, territory, siteCode, instituteCode, alertId, table, key } = about;
  return JSON.stringify([name, surveyDate, territory, siteCode, instituteCode, alertId, table, key]);
}
