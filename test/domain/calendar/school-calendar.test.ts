import { describe, expect, test } from "vitest";
import { type SchoolCalendar, surveyWeekdaysOn } from "../../../shared/domain/calendar/school-calendar.ts";

const span = { from: "2025-09-12", to: "2026-06-08" };
const calendar: SchoolCalendar = {
  lessons: { "pre-primary": span, primary: span, "lower-secondary": span, "upper-secondary": span },
  holidays: [],
  surveyWeekdays: [
    { from: "2025-09-01", weekdays: ["tuesday", "thursday"] },
    { from: "2026-02-02", weekdays: ["monday"] },
    { from: "2025-11-03", territories: ["LODI", "PAVIA"], weekdays: ["tuesday", "wednesday", "thursday"] },
    { from: "2026-02-02", territories: ["PAVIA"], weekdays: ["friday"] },
  ],
};

describe("the survey weekdays", () => {
  test.each([
    ["before anything begins", "2025-08-31", "LODI", []],
    ["of all before an entry of their own", "2025-11-02", "LODI", ["tuesday", "thursday"]],
    [
      "of the entry that names them, from its first date on",
      "2025-11-03",
      "LODI",
      ["tuesday", "wednesday", "thursday"],
    ],
    ["of whom no entry names", "2025-11-03", "MILANO", ["tuesday", "thursday"]],
    ["of the entry that began last, whoever it names", "2026-02-02", "LODI", ["monday"]],
    ["of the last in the list of those that began on one date", "2026-02-02", "PAVIA", ["friday"]],
    ["of all, asked for no territory", "2026-02-01", undefined, ["tuesday", "thursday"]],
  ])("are those %s: %s, %s", (_, date, territory, weekdays) => {
    expect(surveyWeekdaysOn(date, territory, calendar)).toEqual(weekdays);
  });
});
