import { expect, test } from "vitest";
import { isSummerTime } from "../../../shared/domain/calendar/summer-time.ts";

const hourMillis = 3_600_000;
const firstYear = 1996;
const lastYear = 2099;

const zoneDatabase = new Intl.DateTimeFormat("en-US", { timeZone: "Europe/Rome", timeZoneName: "longOffset" });

function offsetInZoneDatabase(instant: Date): string | undefined {
  return zoneDatabase.formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value;
}

function disagreements(instants: Iterable<Date>): string[] {
  const wrong: string[] = [];
  for (const instant of instants) {
    const expected = isSummerTime(instant) ? "GMT+02:00" : "GMT+01:00";
    if (offsetInZoneDatabase(instant) !== expected) wrong.push(instant.toISOString());
  }
  return wrong;
}

function* every(step: number, from: number, to: number): Generator<Date> {
  for (let millis = from; millis < to; millis += step) yield new Date(millis);
}

test(`agrees with the time zone database on every day from ${firstYear} to ${lastYear}`, () => {
  expect(disagreements(every(24 * hourMillis, Date.UTC(firstYear, 0, 1, 12), Date.UTC(lastYear + 1, 0, 1)))).toEqual(
    [],
  );
});

test(`agrees with it in every hour of the last weeks of March and October from ${firstYear} to ${lastYear}`, () => {
  for (let year = firstYear; year <= lastYear; year++) {
    for (const month of [2, 9]) {
      expect(
        disagreements(every(hourMillis, Date.UTC(year, month, 24), Date.UTC(year, month + 1, 2))),
        `${year}`,
      ).toEqual([]);
    }
  }
});

test.each([
  ["2023-03-26T00:59:59.999Z", false],
  ["2023-03-26T01:00:00.000Z", true],
  ["2023-10-29T00:59:59.999Z", true],
  ["2023-10-29T01:00:00.000Z", false],
])("at %s it is summer time: %s", (instant, summer) => {
  expect(isSummerTime(new Date(instant))).toBe(summer);
});
