import type { LocalDate } from "./local-date.ts";

/** The instants of one survey day. Each state lasts from its first instant up to, not including, the next one's. */
export type SurveyWindow = {
  surveyDate: LocalDate;
  /** From here a report can be entered. */
  opensAt: Date;
  /** Before this instant an entry is on time. */
  dueAt: Date;
  /** Before this instant an entry or a correction is still taken. */
  lateUntil: Date;
};

export type SurveyState = "upcoming" | "open" | "late" | "closed" | "reopened";
