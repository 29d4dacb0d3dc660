import { addDays, type LocalDate, startOfLocalDate } from "../calendar/local-date.ts";
import type { Reopening } from "../registry/site.ts";

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

export type WindowState = "upcoming" | "open" | "late" | "closed" | "reopened";

/** The window of a survey day: midnights of Europe/Rome. The retroactive day is the next calendar day, holiday or not. */
export function surveyWindow(surveyDate: LocalDate): SurveyWindow {
  return {
    surveyDate,
    opensAt: startOfLocalDate(surveyDate),
    dueAt: startOfLocalDate(addDays(surveyDate, 1)),
    lateUntil: startOfLocalDate(addDays(surveyDate, 2)),
  };
}

/** The state at an instant. A reopening counts from the moment it was granted, and only once the day has closed. */
export function windowState(window: SurveyWindow, now: Date, reopening?: Reopening): WindowState {
  if (now < window.opensAt) return "upcoming";
  if (now < window.dueAt) return "open";
  if (now < window.lateUntil) return "late";
  return reopening !== undefined && reopening.at <= now && now < reopening.until ? "reopened" : "closed";
}

/** Late from `dueAt` on, also when entered through a reopening. */
export function timeliness(firstEntered: Date, window: Pick<SurveyWindow, "dueAt">): "on-time" | "late" {
  return firstEntered < window.dueAt ? "on-time" : "late";
}
