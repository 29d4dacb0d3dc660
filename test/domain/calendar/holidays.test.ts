import { describe, expect, test } from "vitest";
import {
  carnivalDays,
  easterSunday,
  isCarnival,
  isPatronSaint,
  isRegionalHoliday,
} from "../../../shared/domain/calendar/holidays.ts";

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

describe("Carnival", () => {
  test("closes Monday and Tuesday by the roman rite, Friday and Saturday of that week by the ambrosian", () => {
    expect(carnivalDays(2022, "roman")).toEqual(["2022-02-28", "2022-03-01"]);
    expect(carnivalDays(2022, "ambrosian")).toEqual(["2022-03-04", "2022-03-05"]);
    expect(carnivalDays(2024, "roman")).toEqual(["2024-02-12", "2024-02-13"]);
    expect(carnivalDays(2024, "ambrosian")).toEqual(["2024-02-16", "2024-02-17"]);
  });

  test.each([
    ["a town in the province of Milano", { municipality: "I690", territory: "MILANO" }, "ambrosian"],
    ["Milano, when only the municipality is known", { municipality: "F205" }, "ambrosian"],
    ["somewhere in the province of Milano", { territory: "MILANO" }, "ambrosian"],
    ["Lodi", { municipality: "E648", territory: "LODI" }, "roman"],
    ["a territory we know nothing of", { territory: "PAVIA" }, "roman"],
    ["nowhere in particular", {}, "none"],
  ])("in %s", (_, locality, rite) => {
    expect(isCarnival("2022-03-01", locality)).toBe(rite === "roman");
    expect(isCarnival("2022-03-04", locality)).toBe(rite === "ambrosian");
    expect(isCarnival("2022-03-03", locality)).toBe(false);
  });
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
    expect(isPatronSaint(`2023-${monthDay}`, locality)).toBe(isFeast);
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
    expect(lessonDays.filter(isRegionalHoliday)).toEqual([]);
    expect(holidays.filter(isRegionalHoliday)).toEqual(holidays);
  });
});
