import { describe, expect, test } from "vitest";
import { alignDays, historyDaysMax, historyDaysOf } from "../../shared/detection/aligned-days.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import { noCount } from "../../shared/domain/survey/day-sheet.ts";
import { daySheetOf } from "./day-sheet-of.ts";

const sheet = (date: string, ...siteCodes: string[]) =>
  daySheetOf(
    date,
    siteCodes.map((siteCode) => ({ siteCode, pupils: 100, absent: 5 })),
    "primary",
  );

describe("aligned days", () => {
  test("a site that is on one sheet only is there on all, without a count", () => {
    const days = alignDays([sheet("2025-10-02", "A", "C"), sheet("2025-10-07", "B", "D")], sheet("2025-10-09", "C"));
    expect(days.siteCodes).toEqual(["A", "B", "C", "D"]);
    expect(days.absent.map((column) => [...column])).toEqual([
      [5, noCount, 5, noCount],
      [noCount, 5, noCount, 5],
      [noCount, noCount, 5, noCount],
    ]);
  });

  test.each([
    ["a day after a later one", [sheet("2025-10-09", "A")], sheet("2025-10-07", "A")],
    ["the same day twice", [sheet("2025-10-09", "A")], sheet("2025-10-09", "A")],
    ["another territory", [{ ...sheet("2025-10-07", "A"), territory: "LODI" }], sheet("2025-10-09", "A")],
    ["codes out of order", [], { ...sheet("2025-10-09", "A", "B"), siteCodes: ["B", "A"] }],
    ["a code twice", [], { ...sheet("2025-10-09", "A", "B"), siteCodes: ["A", "A"] }],
  ])("%s is refused", (_, history, today) => {
    expect(() => alignDays(history, today)).toThrow(RangeError);
  });

  test("no more than the latest sheets are looked at", () => {
    const history = Array.from({ length: historyDaysMax + 5 }, (_, day) => sheet(addDays("2025-01-01", day), "A"));
    const days = alignDays(history, sheet("2025-12-01", "A"));
    expect(days.dates).toHaveLength(historyDaysMax + 1);
    expect(days.dates[0]).toBe("2025-01-06");
  });

  test("the default policy makes use of four months of sheets at two a week", () => {
    expect(historyDaysOf(defaultAlertPolicy)).toBe(28);
  });
});
