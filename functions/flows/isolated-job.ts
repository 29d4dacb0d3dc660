import type { Closure } from "../../shared/domain/closure.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { Job, JobOutcome, JobTime } from "../../shared/runtime/job-chain.ts";
import { collectFaults, type Fault, type Isolated, recordDamage } from "./faults.ts";

/**
 * A job in which one bad territory, day, alert or reader stops nothing else: it works through the rest and fails at its
 * end, which raises the alarm. The next run tries again.
 */
export function isolatedJob(work: (deps: Deps & Isolated, time: JobTime) => Promise<JobOutcome>): Job {
  return async (deps, time) => {
    const faults = collectFaults(deps);
    const onDamaged = recordDamage({ faults });
    // Read once a run, and anew: a damaged closure is told by each run that goes by the closures.
    let closures: Promise<readonly Closure[]> | undefined;
    const run = {
      ...deps,
      faults,
      onDamaged,
      closures: () => {
        closures ??= deps.settings.closures(onDamaged);
        return closures;
      },
    };
    const outcome = (await faults.isolate("job-failed", {}, () => work(run, time))) ?? {};
    const [first, ...others] = faults.found();
    if (first !== undefined) throw new Error(summaryOf([first, ...others], outcome), { cause: first.cause });
    return outcome;
  };
}

function summaryOf(faults: readonly Fault[], outcome: JobOutcome): string {
  const failed = [...Map.groupBy(faults, ({ name }) => name)].map(([name, { length }]) => `${length} ${name}`);
  return `${failed.join(", ")}; done: ${JSON.stringify(outcome)}`;
}
