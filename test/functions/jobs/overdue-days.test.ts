import { describe, expect, test } from "vitest";
import { overdueDays } from "../../../functions/flows/watch/overdue-days.ts";
import { permanentCalendar } from "../../../shared/domain/calendar/calendar.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import type { StoredSurveyDay } from "../../../shared/store/survey-day-store.ts";

const territory = "VALDORSA";
const thursday = "2023-02-16";
const { lateUntil } = surveyWindow(thursday);
const plus = (instant: Date, millis: number) => new Date(instant.getTime() + millis);

const overdueAt = (due: Date, states: readonly StoredSurveyDay[]) =>
  overdueDays([{ territory, aliases: [], states }], permanentCalendar, due);
const openSince = (openedAt: Date): StoredSurveyDay => ({
  territory,
  surveyDate: thursday,
  status: "open",
  asked: 3,
  parts: 1,
  openedAt,
});

describe("a survey day that is open", () => {
  test("is overdue as soon as its window has passed, also where it was opened in the last moment", () => {
    expect(overdueAt(plus(lateUntil, -1), [openSince(plus(lateUntil, -1))])).toBe(0);
    expect(overdueAt(lateUntil, [openSince(plus(lateUntil, -1))])).toBe(1);
  });

  test("has three hours to be closed where it was opened only afterwards", () => {
    expect(overdueAt(lateUntil, [openSince(lateUntil)])).toBe(0);
    expect(overdueAt(plus(lateUntil, 3 * 3_600_000 - 1), [openSince(lateUntil)])).toBe(0);
    expect(overdueAt(plus(lateUntil, 3 * 3_600_000), [openSince(lateUntil)])).toBe(1);
  });
});

test("a territory that an earlier release has listed, without a date, should have opened every day", () => {
  expect(overdueAt(new Date(`${thursday}T12:00:00+01:00`), [])).toBe(1);
});
