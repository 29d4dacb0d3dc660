import type { TableId } from "./tables.ts";

/** An append puts new items and does not read or change any. A scan reads a whole table: only a migration may do this. */
export type JobRight = "read" | "write" | "read-write" | "append" | "scan-write";

/**
 * Every job. Crons have five fields (minute, hour, day of month, month, weekday) and name no weekday: the calendar
 * decides on which days there is work. No cron is between 02:00 and 03:00, the hour that a clock change skips or
 * repeats.
 */
export type Schedule = {
  /** Empty: the deployment, or a person, calls it. */
  readonly crons: readonly string[];
  readonly zone: "Europe/Rome";
  readonly does: string;
  /** What people notice when the job does not run. */
  readonly impact: string;
  /** The job's access to each table and to other services. It becomes the function's permissions. */
  readonly tables: Readonly<Partial<Record<TableId, JobRight>>>;
  readonly uses: readonly ("mail" | "link-keys")[];
};

/** The rights for opening a day that an earlier run has missed. Most jobs do this first. */
const opening = { settings: "read", sites: "read", absenceReports: "read", surveyDays: "read-write" } as const;

/** The rights for mailing faults to the operators, which each job does at its end. */
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
    impact: "schools that forgot get no reminder while they can still enter",
    tables: { ...opening, ...telling, institutes: "read" },
    uses: ["mail", "link-keys"],
  },
  "raise-alerts": {
    crons: ["0 7-23 * * *"],
    zone: "Europe/Rome",
    does: "evaluates the survey days that are open or late and mails what is new or worse",
    impact: "the health office learns of a signal later than within an hour",
    tables: { ...opening, ...telling, alerts: "read-write" },
    uses: ["mail"],
  },
  "close-survey-day": {
    crons: ["10 0-1,3-23 * * *"],
    zone: "Europe/Rome",
    does: "gives the final verdicts and writes the day sheets; rebuilds stale sheets after a reopening or a difference",
    impact: "history, dashboards and baselines lack the last survey day",
    tables: { ...opening, ...telling, alerts: "read-write" },
    uses: ["mail"],
  },
  "send-notices": {
    // At other minutes than reminders and digests.
    crons: ["5,20,35,50 7-22 * * *"],
    zone: "Europe/Rome",
    does: "mails the old and the new addresses after a change of contacts",
    impact: "a contact who was replaced does not learn of it",
    tables: { settings: "read-write", institutes: "read", mailLedger: "read-write" },
    uses: ["mail"],
  },
  watch: {
    // Late in the hour before the hour without runs. That hour lasts two hours when clocks go back, and this must not
    // raise the alarm on the watch's silence.
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
    does: "converts the stored data of an earlier release into the shape of this one",
    impact: "routes that need the new shape answer 503, jobs that need it do not run; schools enter as usual",
    tables: { settings: "scan-write", alerts: "scan-write", sites: "scan-write", institutes: "write" },
    uses: [],
  },
} as const satisfies Record<string, Schedule>;

export type JobName = keyof typeof schedules;
