import type { Deps } from "../../shared/runtime/deps.ts";
import type { Job, JobOutcome, JobTime } from "../../shared/runtime/job-chain.ts";
import { collectFaults, type Fault, type Isolated } from "./faults.ts";

/**
 * A job in which one bad territory, day, alert or reader stops nothing else: it works through the rest and fails at its
 * end, which raises the alarm. The next run tries again.
 */
export function isolatedJob(work: (deps: Deps & Isolated, time: JobTime) => Promise<JobOutcome>): Job {
  return async (deps, time) => {
    const faults = collectFaults(deps);
    const outcome = (await faults.isolate("job-failed", {}, () => work({ ...deps, faults }, time))) ?? {};
    const [first, ...others] = faults.found();
    if (first !== undefined) throw new Error(summaryOf([first, ...others], outcome), { cause: first.cause });
    return outcome;
  };
}

function summaryOf(faults: readonly Fault[], outcome: JobOutcome): string {
  const failed = [...Map.groupBy(faults, ({ name }) => name)].map(([name, { length }]) => `${length} ${name}`);
  return `${failed.join(", ")}; done: ${JSON.stringify(outcome)}`;
}
