import { describe, expect, test } from "vitest";
import { closableSurveyDays } from "../../../functions/flows/survey-days/recent-survey-days.ts";
import { permanentCalendar } from "../../../shared/domain/calendar/calendar.ts";

// On 16 February 2024, a year later, the day can still be reopened, and that for 31 days: until 18 March.
describe("Thursday 16 February 2023, reopened as late and for as long as can be", () => {
  test.each([
    ["2024-03-21T23:59:59+01:00", true],
    ["2024-03-22T00:00:00+01:00", false],
  ])("is still found by the jobs three days afterwards: at %s it is %s", (instant, isFound) => {
    const dates = closableSurveyDays(new Date(instant), permanentCalendar.of("VALDORSA"));
    expect(dates.includes("2023-02-16")).toBe(isFound);
  });
});
