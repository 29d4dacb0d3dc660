import { describe, expect, test } from "vitest";
import { rhythmOf, siteKey, siteOf, toDaySheets } from "../../scripts/backtest/day-sheets.ts";
import type { Observation } from "../../scripts/backtest/read-observations.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { addDays, weekdayOf } from "../../shared/domain/calendar/local-date.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";

/** Rows of sites A to T on the dates of a range that fall on the weekdays and are not left out. */
function rowsOn(
  from: string,
  days: number,
  weekdays: readonly string[],
  without: readonly string[] = [],
): Observation[] {
  const dates = Array.from({ length: days }, (_, day) => addDays(from, day)).filter(
    (date) => weekdays.includes(weekdayOf(date)) && !without.includes(date),
  );
  return dates.flatMap((date) => [..."ABCDEFGHIJKLMNOPQRST"].map((site) => rowOf(site, date)));
}

function rowOf(site: string, date: string): Observation {
  return { site, level: "all", territory: "all", date, count: { absent: 5, enrolled: 100 } };
}

const schoolDays = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const surveyDays = ["tuesday", "thursday"];

/** The dates on which site A carries the flag. */
function flagged(sheets: readonly DaySheet<string>[], flag: number): string[] {
  return sheets
    .filter(({ siteCodes, flags }) => ((flags[siteCodes.indexOf(siteKey("A", "all"))] ?? 0) & flag) !== 0)
    .map(({ surveyDate }) => surveyDate);
}

function sheetsOf(rows: readonly Observation[], keep?: Parameters<typeof toDaySheets>[1]) {
  const { territories, ...rest } = toDaySheets(rows, keep);
  return { sheets: territories[0] ?? [], ...rest };
}

describe("the rhythm of a file", () => {
  test.each([
    ["daily", schoolDays, 3, 6],
    ["twice weekly", surveyDays, 5, 8],
    ["weekly", ["monday"], 7, 10],
  ])("%s data", (_, weekdays, usualGapDays, breakGapDays) => {
    expect(rhythmOf(rowsOn("2025-09-01", 60, weekdays))).toEqual({ weekdays, usualGapDays, breakGapDays });
  });

  test("a single Saturday is not one", () => {
    const rows = [...rowsOn("2025-09-01", 60, schoolDays), rowOf("A", "2025-09-06")];
    expect(rhythmOf(rows).weekdays).toEqual(schoolDays);
  });
});

describe("day sheets from a file", () => {
  test("keep Tuesdays and Thursdays of daily data, or what is asked for, and all days of other data", () => {
    const daily = rowsOn("2025-09-01", 28, schoolDays);
    expect(sheetsOf(daily).sheets).toHaveLength(8);
    expect(sheetsOf(daily).surveyDaysPerYear).toBe(68);
    expect(sheetsOf(daily, "all").sheets).toHaveLength(20);
    expect(sheetsOf(daily, ["monday"]).sheets).toHaveLength(4);
    expect(sheetsOf(rowsOn("2025-09-01", 28, ["monday"])).sheets).toHaveLength(4);
    expect(() => toDaySheets(rowsOn("2025-09-01", 28, ["monday"]), ["friday"])).toThrow("no row falls on friday");
  });

  test("say in words what was kept and what does not train", () => {
    expect(sheetsOf(rowsOn("2025-09-01", 28, schoolDays)).treatments.join(" ")).toMatch(
      /kept: tuesday, thursday.*weekdays all/,
    );
  });

  test("the first two survey days of the file and of each school year are the year's start", () => {
    const rows = [...rowsOn("2025-05-01", 40, schoolDays), ...rowsOn("2025-09-10", 20, schoolDays)];
    expect(flagged(sheetsOf(rows).sheets, dayFlags.yearStart)).toEqual([
      "2025-05-01",
      "2025-05-06",
      "2025-09-11",
      "2025-09-16",
    ]);
  });

  test("a date on which hardly any site reported does not count as the year's start", () => {
    const rows = [rowOf("A", "2025-09-04"), ...rowsOn("2025-09-09", 20, schoolDays)];
    expect(flagged(sheetsOf(rows).sheets, dayFlags.yearStart)).toEqual(["2025-09-04", "2025-09-09", "2025-09-11"]);
  });

  test("in daily data the first survey day after five days off is after a break, after four it is not", () => {
    const five = rowsOn("2025-09-01", 40, schoolDays, ["2025-09-18", "2025-09-19", "2025-09-22"]);
    expect(flagged(sheetsOf(five).sheets, dayFlags.afterBreak)).toEqual(["2025-09-23"]);
    const four = rowsOn("2025-09-01", 40, schoolDays, ["2025-09-18", "2025-09-19"]);
    expect(flagged(sheetsOf(four).sheets, dayFlags.afterBreak)).toEqual([]);
  });

  test("a break that ends on a day that is not kept is still a break for the next kept one", () => {
    const off = ["2025-09-16", "2025-09-17", "2025-09-18", "2025-09-19"];
    const { sheets } = sheetsOf(rowsOn("2025-09-01", 40, schoolDays, off));
    expect(flagged(sheets, dayFlags.afterBreak)).toEqual(["2025-09-23"]);
  });

  test("in weekly data one week without is a break; in twice-weekly data one missing report is not, two are", () => {
    const weekly = rowsOn("2025-09-01", 60, ["monday"], ["2025-09-22"]);
    expect(flagged(sheetsOf(weekly).sheets, dayFlags.afterBreak)).toEqual(["2025-09-29"]);
    const one = rowsOn("2025-09-01", 60, surveyDays, ["2025-09-18"]);
    expect(flagged(sheetsOf(one).sheets, dayFlags.afterBreak)).toEqual([]);
    const two = rowsOn("2025-09-01", 60, surveyDays, ["2025-09-18", "2025-09-23"]);
    expect(flagged(sheetsOf(two).sheets, dayFlags.afterBreak)).toEqual(["2025-09-25"]);
  });

  test("in daily data the survey day before a usual day without lessons is before a closure", () => {
    const rows = rowsOn("2025-09-01", 40, schoolDays, ["2025-09-24"]);
    expect(flagged(sheetsOf(rows).sheets, dayFlags.beforeClosure)).toEqual(["2025-09-23"]);
  });

  test("a site is expected for six survey days after its last report", () => {
    const rows = rowsOn("2025-09-01", 42, surveyDays).filter(({ site, date }) => site !== "B" || date < "2025-09-10");
    const expected = sheetsOf(rows).sheets.filter(({ siteCodes }) => siteCodes.includes(siteKey("B", "all")));
    expect(
      expected.map(({ surveyDate, siteCodes, absent }) => [surveyDate, absent[siteCodes.indexOf(siteKey("B", "all"))]]),
    ).toEqual([
      ["2025-09-02", 5],
      ["2025-09-04", 5],
      ["2025-09-09", 5],
      ["2025-09-11", noCount],
      ["2025-09-16", noCount],
      ["2025-09-18", noCount],
      ["2025-09-23", noCount],
      ["2025-09-25", noCount],
      ["2025-09-30", noCount],
    ]);
  });

  test("territories are apart, and a site's levels are sites of their own", () => {
    const rows = rowsOn("2025-09-01", 28, ["monday"]).map((row, i) => ({
      ...row,
      territory: i % 2 === 0 ? "North" : "South",
    }));
    expect(toDaySheets(rows, undefined).territories.map((sheets) => sheets[0]?.territory)).toEqual(["North", "South"]);
    expect(siteOf(siteKey("E06000001", "Primary"))).toBe("E06000001");
  });
});
