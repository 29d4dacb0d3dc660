import { describe, expect, test } from "vitest";
import {
  exclusionReasonOf,
  hasKnownCause,
  isAsked,
  isObserved,
  knownCauseOf,
  lastingFlags,
  trains,
  withNotClosed,
} from "../../shared/detection/hygiene.ts";
import { dayFlags, noCount } from "../../shared/domain/day-sheet.ts";

const { expected, onTime, exempt, unexpected, strike, weather, alarmed, sameCount } = dayFlags;

test.each([
  ["asked and open", expected | onTime, true],
  ["exempt", exempt, false],
  ["asked, and exempt all the same", expected | exempt, false],
  ["not asked", unexpected, false],
])("a site that is %s: %i is asked: %s", (_, flags, is) => {
  expect(isAsked(flags)).toBe(is);
});

test.each([
  ["nobody absent", 0, 100, expected, true, true],
  ["no count", noCount, 100, expected, false, false],
  ["no pupils", 0, 0, expected, false, false],
  ["one pupil", 1, 1, unexpected, true, true],
  ["a closed day", 5, 100, exempt, false, false],
  ["a strike", 5, 100, expected | strike, true, false],
  ["an alarm", 5, 100, expected | alarmed, true, false],
  ["the same count again", 5, 100, expected | sameCount, true, true],
])("%s: %i of %i, %i, is observed: %s, and trains: %s", (_, absent, pupils, flags, observed, training) => {
  expect(isObserved(absent, pupils, flags)).toBe(observed);
  expect(trains(absent, pupils, flags)).toBe(training);
});

test.each([
  [12, alarmed | strike],
  [13, strike],
])("after %i survey days an alarm and a strike still count as %i", (daysBefore, flags) => {
  expect((alarmed | strike) & lastingFlags(daysBefore)).toBe(flags);
});

test.each([
  ["a plain day", expected | onTime, undefined, undefined],
  ["a strike", expected | strike, "strike", "strike"],
  ["weather", expected | weather, "weather", "weather"],
  ["weather on a strike", weather | strike, "strike", "strike"],
  ["an alarm in bad weather", weather | alarmed, "weather", "weather"],
  ["the day before a closure", dayFlags.beforeClosure, undefined, "before-closure"],
] as const)("%s, %i, has the cause %s and is left out for %s", (_, flags, cause, reason) => {
  expect(knownCauseOf(flags)).toBe(cause);
  expect(hasKnownCause(flags)).toBe(cause !== undefined);
  expect(exclusionReasonOf(flags)).toBe(reason);
});

describe("the days that nobody closed", () => {
  const notClosed = ["2025-10-01", "2025-10-02", "2025-10-07", "2025-10-09", "2025-10-14"];
  const used = [{ surveyDate: "2025-10-02", absent: 5, pupils: 100 }];
  const excluded = [{ surveyDate: "2025-10-08" }];
  const named = { surveyDate: "2025-10-07", reason: "not-closed" };

  test("are named after the oldest day of the baseline and before the tested one, among those left out", () => {
    expect(withNotClosed(excluded, used, "2025-10-09", notClosed)).toEqual([named, ...excluded]);
    expect(withNotClosed([{ surveyDate: "2025-10-03" }], used, "2025-10-09", notClosed).at(-1)).toEqual(named);
  });

  test("are not named where there is no baseline", () => {
    expect(withNotClosed(excluded, [], "2025-10-09", notClosed)).toEqual(excluded);
  });
});
