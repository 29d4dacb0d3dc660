import { permanentCalendar } from "../../shared/domain/calendar/calendar.ts";
import type { LocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { Deps } from "../../shared/runtime/deps.ts";

/** The error that the tests cause at a port. No other code throws it. */
export class Crash extends Error {
  override readonly name = "Crash";
}

/** A job that continues without the failed part has the first failure as the cause of its error. */
export function ignoreCrash(fault: unknown): void {
  if (fault instanceof Crash || (fault instanceof Error && fault.cause instanceof Crash)) return;
  throw fault;
}

/**
 * `fault`: the call fails and the program continues. `crash`: no call has any effect after it. Each happens before the
 * call has had its effect, or afterwards, when the answer is lost.
 */
export const mishaps = ["fault-before", "fault-after", "crash-before", "crash-after"] as const;
export type Mishap = (typeof mishaps)[number];

const ports = [
  "sites",
  "institutes",
  "reports",
  "surveyDays",
  "alerts",
  "alertPolicies",
  "mailLedger",
  "settings",
  "contactChanges",
  "mailer",
] as const;

/** They answer with a stream; all others with a promise. */
const streams = new Set(["expectedPages", "pagesOf", "ofDay", "sentinelPages"]);

function failing(name: string | symbol, told: string): unknown {
  const rejected = () => Promise.reject(new Crash(told));
  return streams.has(String(name)) ? { [Symbol.asyncIterator]: () => ({ next: rejected }) } : rejected();
}

/** The ports of a job, with a mishap at one of its calls, counted from 1. Call 0 means no mishap. */
export function withMishap(deps: Deps, at: number, mishap: Mishap): { changes: Partial<Deps>; calls: () => number } {
  let calls = 0;
  let isDead = false;
  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== "function") return method;
        return (...values: unknown[]) => {
          calls++;
          const told = `${mishap} of ${String(name)}`;
          if (isDead) return failing(name, told);
          if (calls !== at) return Reflect.apply(method, target, values);
          isDead = mishap.startsWith("crash");
          if (mishap.endsWith("before") || streams.has(String(name))) return failing(name, told);
          return Promise.resolve(Reflect.apply(method, target, values)).then(() => failing(name, told));
        };
      },
    });
  const changes = {
    sites: wrap(deps.sites),
    institutes: wrap(deps.institutes),
    reports: wrap(deps.reports),
    surveyDays: wrap(deps.surveyDays),
    alerts: wrap(deps.alerts),
    alertPolicies: wrap(deps.alertPolicies),
    mailLedger: wrap(deps.mailLedger),
    settings: wrap(deps.settings),
    contactChanges: wrap(deps.contactChanges),
    mailer: wrap(deps.mailer),
  } satisfies Pick<Deps, (typeof ports)[number]>;
  return { changes, calls: () => calls };
}

/** Survey days of the town, one for each run of an explorer, so that the runs do not affect each other. */
export function freshSurveyDays(): Iterator<LocalDate, undefined> {
  const place = { level: "primary", municipality: "F205" } as const;
  const calendar = permanentCalendar.of("MILANO");
  const years = [2023, 2024, 2025, 2026, 2027];
  return years.flatMap((year) => calendar.surveyDays(`${year}-09-12`, `${year + 1}-06-08`, place)).values();
}

export function next(days: Iterator<LocalDate, undefined>): LocalDate {
  const { value } = days.next();
  if (value === undefined) throw new Error("no survey day is left");
  return value;
}
