import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import type { Ownership } from "../../../shared/domain/jurisdiction.ts";
import type { Deps, JobDeps } from "../../../shared/runtime/deps.ts";
import type { JobOutcome, JobTime } from "../../../shared/runtime/job-chain.ts";
import { readCalendar } from "../../../shared/runtime/read-calendar.ts";
import type { JobName } from "../../../shared/schedules.ts";
import { collectFaults, type Fault, type Isolated, recordDamage } from "./faults.ts";
import { type FaultNoticeDeps, tellFaults } from "./tell-faults.ts";

/**
 * A job in which one bad territory, day, alert or reader stops nothing else. It does the rest of its work, mails the
 * faults to the operators, and fails at its end, which raises the alarm. The next run tries again.
 */
export function isolatedJob<Name extends JobName>(
  name: Name,
  work: (deps: JobDeps<Name> & Isolated, time: JobTime) => Promise<JobOutcome>,
) {
  return async (
    deps: JobDeps<Name> & FaultNoticeDeps & Pick<Deps, "schoolCalendars">,
    time: JobTime,
  ): Promise<JobOutcome> => {
    const faults = collectFaults(deps);
    const onDamaged = recordDamage({ faults });
    // Read once in each run, so that each run that uses the calendar reports its damage.
    let calendar: Promise<Calendar> | undefined;
    // The owners of the territories stay the same during a run.
    let ownership: Promise<Ownership> | undefined;
    const run = {
      ...deps,
      faults,
      onDamaged,
      calendar: () => {
        calendar ??= readCalendar({ ...deps, onDamaged });
        return calendar;
      },
      ownership: () => {
        ownership ??= deps.ownership();
        return ownership;
      },
    };
    const outcome = (await faults.isolate("job-failed", { job: name }, () => work(run, time))) ?? {};
    const [first] = faults.found();
    if (first === undefined) return outcome;
    // If the mail fails, the run still fails, and its alarm reaches the operators in another way.
    await tellFaults(name, faults.found(), run).catch((fault: unknown) => deps.log.error("faults not told", fault));
    throw new Error(summaryOf(faults.found(), outcome), { cause: first.cause });
  };
}

function summaryOf(faults: readonly Fault[], outcome: JobOutcome): string {
  const failed = [...Map.groupBy(faults, ({ name }) => name)].map(([name, { length }]) => `${length} ${name}`);
  return `${failed.join(", ")}; done: ${JSON.stringify(outcome)}`;
}
