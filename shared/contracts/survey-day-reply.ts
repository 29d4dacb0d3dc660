import type * as z from "zod";
import { formatInstant, type LocalDate } from "../domain/calendar/local-date.ts";
import { surveyWindow, type WindowState, windowState } from "../domain/survey/survey-window.ts";
import type { surveyDay } from "./survey-day.ts";

/** The survey day as it crosses HTTP. */
export function surveyDayReply(date: LocalDate, now: Date, state?: WindowState): z.output<typeof surveyDay> {
  const window = surveyWindow(date);
  return {
    date,
    opensAt: formatInstant(window.opensAt),
    dueAt: formatInstant(window.dueAt),
    lateUntil: formatInstant(window.lateUntil),
    state: state ?? windowState(window, now),
  };
}
