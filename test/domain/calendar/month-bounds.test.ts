import { expect, test } from "vitest";
import { monthBounds } from "../../../shared/domain/calendar/month-bounds.ts";

test.each([
  ["2026-11", "2026-11-30"],
  ["2026-12", "2026-12-31"],
  ["2027-02", "2027-02-28"],
  ["2028-02", "2028-02-29"],
])("%s lasts from its first day to %s", (month, to) => {
  expect(monthBounds(month)).toEqual({ from: `${month}-01`, to });
});
