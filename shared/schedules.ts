import type { TableId } from "./tables.ts";

/** To scan is to go through a whole table: only a migration may. */
export type JobRight = "read" | "write" | "read-write" | "scan-write";

/**
 * Every job. Crons have five fields (minute, hour, day of month, month, weekday) and name no weekday: the
 * calendar says on which days there is something to do. No cron falls between 02:00 and 03:00, the hour that the change
 * to daylight saving time skips or repeats.
 */
export type Schedule = {
  /** None: it is called by the deployment, or by a person. */
  readonly crons: readonly string[];
  readonly zone: "Europe/Rome";
  readonly does: string;
  /** What people notice when the job does not run. */
  readonly impact: string;
  /** What the job does to which table, and what else it reaches; becomes the function's permissions. */
  readonly tables: Readonly<Partial<Record<TableId, JobRight>>>;
  readonly uses: readonly ("mail" | "link-keys")[];
};

/** What opening a day that an earlier run has missed takes; most jobs do that first. */
const opening = { settings: "read", sites: "read", absenceReports: "read", surveyDays: "read-write" } as const;

/** What telling the operators of faults takes: each job does so at its end. */
const telling = { settings: "read", mailLedger: "read-write" } as const;

export const schedules = {
  "open-survey-day": {
    crons: ["5 0 * * *"],
    zone: "Europe/Rome",
    does: "freezes the expected set of the survey day that has begun",
    impact: "nobody is expected, so completeness is unknown until a later job opens the day",
    tables: { ...opening, ...telling },
    uses: ["mail"],
  },
  "send-reminders": {
    crons: ["30,45 8 * * *", "0,15,30,45 9-17 * * *", "0 18 * * *"],
    zone: "Europe/Rome",
    does: "mails each institute whose sites have not entered yesterday's absences, once",
    impact: "schools that forgot are not told while they can still enter",
    tables: { ...opening, ...telling, institutes: "read" },
    uses: ["mail", "link-keys"],
  },
  "raise-alerts": {
    crons: ["0 7-23 * * *"],
    zone: "Europe/Rome",
    does: "evaluates the survey days that are open or late and mails what is new or worse",
    impact: "the health office learns of a signal later than within the hour",
    tables: { ...opening, ...telling, alerts: "read-write" },
    uses: ["mail"],
  },
  "close-survey-day": {
    crons: ["10 0-1,3-23 * * *"],
    zone: "Europe/Rome",
    does: "gives the final verdicts and writes the day sheets; rebuilds those that a reopening or a difference made stale",
    impact: "history, dashboards and baselines lack the last survey day",
    tables: { ...opening, ...telling, alerts: "read-write" },
    uses: ["mail"],
  },
  "send-notices": {
    // Not when reminders and digests go out.
    crons: ["5,20,35,50 7-22 * * *"],
    zone: "Europe/Rome",
    does: "tells the addresses from before a change of contacts, and the new ones, what has changed",
    impact: "whoever is replaced as a contact by somebody else does not learn of it",
    tables: { settings: "read-write", institutes: "read", mailLedger: "read-write" },
    uses: ["mail"],
  },
  watch: {
    // Late in the hour before the one in which nothing runs: that one lasts two when the clocks go back, and the alarm on
    // the watch's silence must not sound for it.
    crons: ["20 0,3-23 * * *", "50 1 * * *"],
    zone: "Europe/Rome",
    does: "publishes how many jobs are overdue and whether accepted = stored = evaluated = mailed",
    impact: "a silent loss stays unnoticed",
    tables: { ...telling, surveyDays: "read-write", absenceReports: "read", alerts: "read" },
    uses: ["mail"],
  },
  migrate: {
    crons: [],
    zone: "Europe/Rome",
    does: "brings stored data of an earlier release into the shape of this one",
    impact: "what needs the new shape answers 503 or does not run; schools enter as ever",
    tables: { settings: "scan-write", alerts: "scan-write" },
    uses: [],
  },
} as const satisfies Record<string, Schedule>;

export type JobName = keyof typeof schedules;
