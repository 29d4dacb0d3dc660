import { describe, expect, test } from "vitest";
import { patronSaintOf, permanentRiteOf, permanentSchoolCalendar } from "../../../shared/domain/calendar/lombardy.ts";
import { schoolYearOf } from "../../../shared/domain/calendar/school-year.ts";

function isHoliday(date: string): boolean {
  const { holidays } = permanentSchoolCalendar(schoolYearOf(date));
  return holidays.some(({ from, to }) => from <= date && date <= to);
}

describe("the rite", () => {
  test.each([
    ["a town in the province of Milano", { municipality: "I690", territory: "MILANO" }, "ambrosian"],
    ["Milano, when only the municipality is known", { municipality: "F205" }, "ambrosian"],
    ["somewhere in the province of Milano", { territory: "MILANO" }, "ambrosian"],
    ["Lodi", { municipality: "E648", territory: "LODI" }, "roman"],
    ["a territory we know nothing of", { territory: "PAVIA" }, "roman"],
    ["nowhere in particular", {}, undefined],
  ])("of %s", (_, locality, rite) => {
    expect(permanentRiteOf(locality)).toBe(rite);
  });
});

test("the spans of a school year are in the order of their dates", () => {
  const { holidays, lessons, surveyWeekdays } = permanentSchoolCalendar("2026-27");
  const days = holidays.flatMap(({ from, to }) => [from, to]);
  expect(days).toEqual(days.toSorted());
  expect(holidays.map(({ reason }) => reason)).toEqual([
    "San Francesco",
    "Ognissanti",
    "Immacolata",
    "Vacanze di Natale",
    "Vacanze di Pasqua",
    "Liberazione",
    "Festa del lavoro",
    "Festa della Repubblica",
  ]);
  expect(lessons["pre-primary"]).toEqual({ from: "2026-09-05", to: "2027-06-30" });
  expect(surveyWeekdays).toEqual([{ from: "2026-09-01", weekdays: ["tuesday", "thursday"] }]);
});

describe("the patron saint", () => {
  test.each([
    ["Milano", "12-07", { municipality: "F205", territory: "MILANO" }, true],
    ["Milano on the day before", "12-06", { municipality: "F205", territory: "MILANO" }, false],
    ["Lodi", "01-19", { municipality: "E648", territory: "LODI" }, true],
    ["a site in the province of Milano whose municipality is unknown", "12-07", { territory: "MILANO" }, true],
    ["Legnano is not that of Milano", "12-07", { municipality: "E514", territory: "MILANO" }, false],
    ["Lodi is not that of Milano", "12-07", { municipality: "E648", territory: "LODI" }, false],
    ["nowhere in particular", "12-07", {}, false],
  ])("of %s", (_, monthDay, locality, isFeast) => {
    expect(patronSaintOf(locality) === monthDay).toBe(isFeast);
  });
});

describe("the regional calendar closes every school", () => {
  test.each([
    ["on All Saints' Day only", ["2023-10-31", "2023-11-02"], ["2023-11-01"]],
    ["on 8 December only", ["2023-12-07", "2023-12-09"], ["2023-12-08"]],
    [
      "from 23 December to 6 January",
      ["2023-12-22", "2024-01-07"],
      ["2023-12-23", "2023-12-31", "2024-01-01", "2024-01-06"],
    ],
    [
      "from the Thursday before Easter to the Tuesday after",
      ["2024-03-27", "2024-04-03"],
      ["2024-03-28", "2024-03-31", "2024-04-02"],
    ],
    ["on 25 April only", ["2024-04-24", "2024-04-26"], ["2024-04-25"]],
    ["on 1 May only", ["2024-04-30", "2024-05-02"], ["2024-05-01"]],
    ["on 2 June only", ["2024-06-01", "2024-06-03"], ["2024-06-02"]],
    ["on Saint Francis' day, from 2026 on", ["2025-10-04", "2029-10-03", "2029-10-05"], ["2026-10-04", "2029-10-04"]],
  ])("%s", (_, lessonDays, holidays) => {
    expect(lessonDays.filter(isHoliday)).toEqual([]);
    expect(holidays.filter(isHoliday)).toEqual(holidays);
  });
});
