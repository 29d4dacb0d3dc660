import { addDays, type LocalDate, startOfLocalDate } from "../calendar/local-date.ts";
import type { Reopening } from "../registry/site.ts";

/**
 * The instants of one survey day. Each state lasts from its first instant up to, but not including, the next state's.
 */
export type SurveyWindow = {
  surveyDate: LocalDate;
  /** From this instant a report can be entered. */
  opensAt: Date;
  /** Before this instant an entry is on time. */
  dueAt: Date;
  /** Before this instant an entry or a correction is still accepted. */
  lateUntil: Date;
};

export type WindowState = "upcoming" | "open" | "late" | "closed" | "reopened";

/**
 * The window of a survey day: midnights of Europe/Rome. The retroactive day is the next calendar day, even a holiday.
 */
export function surveyWindow(surveyDate: LocalDate): SurveyWindow {
  return {
    surveyDate,
    opensAt: startOfLocalDate(surveyDate),
    dueAt: startOfLocalDate(addDays(surveyDate, 1)),
    lateUntil: startOfLocalDate(addDays(surveyDate, 2)),
  };
}

/** The state at an instant. A reopening counts from the moment of the decision, and only after the day has closed. */
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
