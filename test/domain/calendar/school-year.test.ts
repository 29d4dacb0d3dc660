import { describe, expect, test } from "vitest";
import { schoolYearBounds, schoolYearOf } from "../../../shared/domain/calendar/school-year.ts";

describe("a school year", () => {
  test.each([
    ["2026-08-31", "2025-26"],
    ["2026-09-01", "2026-27"],
    ["2027-01-01", "2026-27"],
    ["2099-12-31", "2099-00"],
    ["2000-01-01", "1999-00"],
  ])("%s lies in %s", (date, year) => {
    expect(schoolYearOf(date)).toBe(year);
  });

  test("goes from 1 September to 31 August, both included", () => {
    expect(schoolYearBounds("2026-27")).toEqual({ from: "2026-09-01", to: "2027-08-31" });
    expect(schoolYearOf(schoolYearBounds("2026-27").from)).toBe("2026-27");
    expect(schoolYearOf(schoolYearBounds("2026-27").to)).toBe("2026-27");
  });
});
