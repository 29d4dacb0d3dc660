import type { Calendar } from "../../../shared/domain/calendar/calendar.ts";
import { surveyWindow, windowState } from "../../../shared/domain/survey/survey-window.ts";
import type { StoredSurveyDay } from "../../../shared/store/survey-day-store.ts";
import { recentSurveyDays } from "../survey-days/recent-survey-days.ts";
import { closedDays, type Watched } from "./watched-territories.ts";

/** A stale sheet is normally rebuilt within the hour. After three failed runs somebody should look at it. */
const closingPauseMillis = 3 * 3_600_000;

/** Counts the survey days of a territory that should be open, closed or rebuilt by `due` but are not. */
export function overdueDays(watched: readonly Watched[], calendar: Calendar, due: Date): number {
  let overdue = closedDays(watched, due).filter((state) => isOverdue(state, due)).length;
  for (const { territory, since, states } of watched) {
    const opened = new Set(states.map(({ surveyDate }) => surveyDate));
    const begun = recentSurveyDays(due, calendar.of(territory)).filter(
      (date) => windowState(surveyWindow(date), due) !== "closed",
    );
    // On the day on which a territory is first listed, the next job of the day opens it.
    const expected = begun.filter((date) => since === undefined || since < date);
    overdue += expected.filter((date) => !opened.has(date)).length;
  }
  return overdue;
}

function isOverdue({ surveyDate, status, openedAt, reopenedUntil }: StoredSurveyDay, due: Date): boolean {
  const { lateUntil } = surveyWindow(surveyDate);
  const isPastPause = (since: Date) => since.getTime() + closingPauseMillis <= due.getTime();
  if (status === "open") return openedAt < lateUntil || isPastPause(openedAt);
  return reopenedUntil !== undefined && isPastPause(reopenedUntil);
}
