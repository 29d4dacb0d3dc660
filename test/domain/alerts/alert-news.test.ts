import { describe, expect, it } from "vitest";
import type { AlertStatus } from "../../../shared/domain/alerts/alert.ts";
import { isNewsAfter, isRecent, toldSeverity } from "../../../shared/domain/alerts/alert-news.ts";
import type { AlertSeverity } from "../../../shared/domain/alerts/verdict.ts";

const since = new Date("2023-02-16T09:00:00+01:00");
const worst = { severity: "alert", since } as const;

describe("an alert may still be mailed", () => {
  it.each([
    ["2023-03-18T08:59:59+01:00", true],
    ["2023-03-18T09:00:00+01:00", false],
  ])("for thirty days after it became as bad as it was: at %s %s", (instant, isStill) => {
    expect(isRecent({ status: "new", worst }, new Date(instant))).toBe(isStill);
  });

  it.each<[AlertStatus, boolean]>([
    ["new", true],
    ["acknowledged", true],
    ["verified", true],
    ["false-alarm", true],
    ["reopened", true],
    ["closed", false],
    ["withdrawn", false],
  ])("while it is open: %s %s", (status, isStill) => {
    expect(isRecent({ status, worst }, since)).toBe(isStill);
  });
});

describe("an alert is news", () => {
  it.each<[AlertSeverity, AlertSeverity | undefined, boolean]>([
    ["attention", undefined, true],
    ["alert", undefined, true],
    ["alert", "attention", true],
    ["attention", "attention", false],
    ["alert", "alert", false],
    ["attention", "alert", false],
  ])("of severity %s to a reader who knows %s: %s", (severity, told, isNews) => {
    expect(isNewsAfter({ severity }, told)).toBe(isNews);
  });
});

describe("a severity that a reader knows", () => {
  const eased = { severity: "attention", since: new Date("2023-02-18T00:10:00+01:00") } as const;

  it("counts as it was mailed when the alert was never eased", () => {
    expect(toldSeverity({}, { severity: "alert", at: since })).toBe("alert");
  });

  it.each<[string, AlertSeverity]>([
    ["2023-02-18T00:09:59+01:00", "attention"],
    ["2023-02-18T00:10:00+01:00", "alert"],
  ])("at %s, of an alert that was eased at ten past, counts as %s", (instant, counts) => {
    expect(toldSeverity({ eased }, { severity: "alert", at: new Date(instant) })).toBe(counts);
  });

  it("never counts for more than was mailed", () => {
    const told = { severity: "attention", at: since } as const;
    expect(toldSeverity({ eased: { ...eased, severity: "alert" } }, told)).toBe("attention");
  });
});
