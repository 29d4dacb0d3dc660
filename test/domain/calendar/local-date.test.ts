import { describe, expect, test } from "vitest";
import {
  addDays,
  daysBetween,
  formatInstant,
  isLocalDate,
  localDateAt,
  startOfLocalDate,
  weekdayOf,
} from "../../../shared/domain/calendar/local-date.ts";

describe("a local date", () => {
  test.each([
    ["2024-02-29", true],
    ["2023-02-29", false],
    ["2023-13-01", false],
    ["2023-2-1", false],
    ["2023-02-016", false],
    ["12023-02-16", false],
    ["2023-02-30", false],
    ["", false],
  ])("%s exists: %s", (text, exists) => {
    expect(isLocalDate(text)).toBe(exists);
  });

  test.each([
    ["2023-02-16", "2023-02-15T23:00:00.000Z"],
    ["2023-03-26", "2023-03-25T23:00:00.000Z"],
    ["2023-03-27", "2023-03-26T22:00:00.000Z"],
    ["2023-10-29", "2023-10-28T22:00:00.000Z"],
    ["2023-10-30", "2023-10-29T23:00:00.000Z"],
  ])("%s begins in Italy at %s", (date, instant) => {
    expect(startOfLocalDate(date).toISOString()).toBe(instant);
  });

  test("an instant is a date in Italy, not in Greenwich", () => {
    expect(localDateAt(new Date("2023-06-01T21:59:59Z"))).toBe("2023-06-01");
    expect(localDateAt(new Date("2023-06-01T22:00:00Z"))).toBe("2023-06-02");
  });

  test("an instant is written with Italy's offset", () => {
    expect(formatInstant(new Date("2023-02-16T08:00:00.123Z"))).toBe("2023-02-16T09:00:00+01:00");
  });

  test("days are counted on the calendar, over the changeovers too", () => {
    expect(addDays("2023-03-25", 2)).toBe("2023-03-27");
    expect(daysBetween("2023-03-25", "2023-03-27")).toBe(2);
    expect(weekdayOf("2023-02-16")).toBe("thursday");
  });
});
