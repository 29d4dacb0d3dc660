import { describe, expect, test } from "vitest";
import { activeReopening, isSentinelOn, type Reopening } from "../../../shared/domain/registry/site.ts";

describe("a sentinel site", () => {
  const spring = { sentinelFrom: "2023-02-16", sentinelUntil: "2023-06-09" };
  test.each([
    ["the day before it begins", spring, "2023-02-15", false],
    ["its first day", spring, "2023-02-16", true],
    ["its last day", spring, "2023-06-08", true],
    ["the day from which it is none", spring, "2023-06-09", false],
    ["without an end, for ever", { sentinelFrom: "2023-02-16" }, "2099-01-01", true],
    ["never one", {}, "2023-02-16", false],
  ])("on %s", (_, site, date, is) => {
    expect(isSentinelOn(site, date)).toBe(is);
  });
});

describe("a reopening", () => {
  function reopening(surveyDate: string, at: string, until: string): Reopening {
    return { surveyDate, at: new Date(at), until: new Date(until), reason: "illness in the office", by: "ats-1" };
  }
  const first = reopening("2023-02-16", "2023-02-20T09:00:00Z", "2023-02-20T12:00:00Z");
  const second = reopening("2023-02-16", "2023-02-20T11:00:00Z", "2023-02-20T18:00:00Z");
  const otherDay = reopening("2023-02-21", "2023-02-27T09:00:00Z", "2023-02-27T12:00:00Z");
  const site = { reopenings: [first, second, otherDay] };

  test.each([
    ["before it was granted", "2023-02-20T08:59:59Z", undefined],
    ["from the moment it was granted", "2023-02-20T09:00:00Z", first],
    ["where two are in force the later one", "2023-02-20T11:00:00Z", second],
    ["up to its last second", "2023-02-20T17:59:59Z", second],
    ["not from its end on", "2023-02-20T18:00:00Z", undefined],
    ["not for another day's", "2023-02-27T10:00:00Z", undefined],
  ])("is in force %s", (_, now, expected) => {
    expect(activeReopening(site, "2023-02-16", new Date(now))).toBe(expected);
  });
});
