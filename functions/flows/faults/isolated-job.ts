import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import type { Ownership } from "../../../shared/domain/jurisdiction.ts";
import type { Deps, JobDeps } from "../../../shared/runtime/deps.ts";
import type { JobOutcome, JobTime } from "../../../shared/runtime/job-chain.ts";
import { readCalendar } from "../../../shared/runtime/read-calendar.ts";
import type { JobName } from "../../../shared/schedules.ts";
import { collectFaults, type Fault, type Isolated, recordDamage } from "./faults.ts";
import { type FaultNoticeDeps, tellFaults } from "./tell-faults.ts";

/**
 * A job in which one bad territory, day, alert or reader stops nothing else: it works through the rest and fails at its
 * end, which raises the alarm. The operators are told by name what failed. The next run tries again.
 */
export function isolatedJob<Name extends JobName>(
  name: Name,
  work: (deps: JobDeps<Name> & Isolated, time: JobTime) => Promise<JobOutcome>,
) {
  return async (
    deps: JobDeps<Name> & FaultNoticeDeps & Pick<Deps, "schoolCalendars" | "ownership">,
    time: JobTime,
  ): Promise<JobOutcome> => {
    const faults = collectFaults(deps);
    const onDamaged = recordDamage({ faults });
    // Read once a run, and anew: what is damaged of the calendar is told by each run that goes by it.
    let calendar: Promise<Calendar> | undefined;
    // Whose a territory is stays the same from the beginning of a run to its end.
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
    // That nobody can be told hides no fault: the run fails, and the alarm of that is another way.
    await tellFaults(name, faults.found(), run).catch((fault: unknown) => deps.log.error("faults not told", fault));
    throw new Error(summaryOf(faults.found(), outcome), { cause: first.cause });
  };
}

function summaryOf(faults: readonly Fault[], outcome: JobOutcome): string {
  const failed = [...Map.groupBy(faults, ({ name }) => name)].map(([name, { length }]) => `${length} ${name}`);
  return `${failed.join(", ")}; done: ${JSON.stringify(outcome)}`;
}
