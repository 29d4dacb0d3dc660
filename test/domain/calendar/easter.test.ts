import { describe, expect, test } from "vitest";
import { easterSunday } from "../../../shared/domain/calendar/easter.ts";

describe("Easter", () => {
  // The two ends of its range (1818, 1943, 2038, 2285) and the years in which the epact needs its correction (1954, 1981, 2049, 2076).
  test.each([
    "1818-03-22",
    "1943-04-25",
    "1954-04-18",
    "1981-04-19",
    "2000-04-23",
    "2018-04-01",
    "2019-04-21",
    "2020-04-12",
    "2021-04-04",
    "2022-04-17",
    "2023-04-09",
    "2024-03-31",
    "2025-04-20",
    "2026-04-05",
    "2027-03-28",
    "2038-04-25",
    "2049-04-18",
    "2076-04-19",
    "2285-03-22",
  ])("is on %s", (date) => {
    expect(easterSunday(Number(date.slice(0, 4)))).toBe(date);
  });
});

test("Easter of a year of three digits is still a date", () => {
  expect(easterSunday(999)).toMatch(/^0999-0[34]-\d\d$/);
});
