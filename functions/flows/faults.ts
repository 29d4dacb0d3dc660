import type { InstituteCode, SiteCode, Territory } from "../../shared/domain/codes.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import type { Log } from "../../shared/runtime/log.ts";
import { DamagedItem } from "../../shared/store/parse-item.ts";

/** What can fail in a job while the rest of its work goes on. The runbook has a section for each. */
export const faultNames = [
  "day-not-opened",
  "day-not-evaluated",
  "day-not-closed",
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

/** Made once for each run of a job. */
export function collectFaults({ log }: { log: Log }): Faults {
  const kept = new Map<string, Fault>();

  function record(name: FaultName, about: FaultAbout, cause: unknown): void {
    const key = JSON.stringify([
      name,
      about.surveyDate,
      about.territory,
      about.siteCode,
      about.instituteCode,
      about.alertId,
    ]);
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
