/**
 * Every scheduled job. Crons have five fields (minute, hour, day of month, month, weekday) with weekday *names*:
 * numbers mean different days to croner and to EventBridge. No cron falls between 02:00 and 03:00, the hour that
 * the change to daylight saving time skips or repeats.
 */
export type Schedule = {
  readonly crons: readonly string[];
  readonly zone: "Europe/Rome";
  readonly does: string;
  /** What people notice when the job does not run. */
  readonly impact: string;
};

export const schedules = {
  "open-survey-day": {
    crons: ["5 0 * * TUE,THU"],
    zone: "Europe/Rome",
    does: "freezes the expected set of the survey day that has begun",
    impact: "nobody is expected, so completeness is unknown until a later job opens the day",
  },
  "send-reminders": {
    crons: ["30,45 8 * * WED,FRI", "0,15,30,45 9-17 * * WED,FRI", "0 18 * * WED,FRI"],
    zone: "Europe/Rome",
    does: "mails each institute whose sites have not entered yesterday's absences, once",
    impact: "schools that forgot are not told while they can still enter",
  },
  "raise-alerts": {
    crons: ["0 7-23 * * TUE-FRI"],
    zone: "Europe/Rome",
    does: "evaluates the survey days that are open or late and mails what is new or worse",
    impact: "the health office learns of a signal later than within the hour",
  },
  "close-survey-day": {
    crons: ["10 0-1,3-23 * * THU,SAT"],
    zone: "Europe/Rome",
    does: "gives the final verdicts and writes the day sheets; rebuilds those a reopening made stale",
    impact: "history, dashboards and baselines lack the last survey day",
  },
  watch: {
    crons: ["20 0-1,3-23 * * *"],
    zone: "Europe/Rome",
    does: "publishes how many jobs are overdue and whether accepted = stored = evaluated = mailed",
    impact: "a silent loss stays unnoticed",
  },
} as const satisfies Record<string, Schedule>;

export type JobName = keyof typeof schedules;
