import { expect, test } from "vitest";
import { isCarnival } from "../../../shared/domain/calendar/carnival.ts";
import { addDays } from "../../../shared/domain/calendar/local-date.ts";

test.each([
  ["2022", "roman", ["2022-02-28", "2022-03-01"]],
  ["2022", "ambrosian", ["2022-03-04", "2022-03-05"]],
  ["2024", "roman", ["2024-02-12", "2024-02-13"]],
  ["2024", "ambrosian", ["2024-02-16", "2024-02-17"]],
] as const)(
  "Carnival closes Monday and Tuesday by the roman rite, Friday and Saturday of that week by the ambrosian: %s, %s",
  (year, rite, days) => {
    const dates = Array.from({ length: 366 }, (_, day) => addDays(`${year}-01-01`, day));
    expect(dates.filter((date) => date.startsWith(year) && isCarnival(date, rite))).toEqual(days);
  },
);
