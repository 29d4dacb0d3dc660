import { describe, expect, test } from "vitest";
import { alertTimeQuality, outbreakMetrics } from "../../shared/detection/outbreak-metrics.ts";

describe("the quality of an alert", () => {
  test.each([
    [35, 1],
    [36, 1],
    [28, 0.444444],
    [21, 0.111111],
    [14, 0],
    [7, 0.012346],
    [0, 0.197531],
  ])("at %i days' notice is %f", (notice, quality) => {
    expect(alertTimeQuality(notice)).toBeCloseTo(quality, 6);
  });
});

describe("alerts against known outbreaks", () => {
  const season = { from: "2025-09-15", reference: "2025-12-01" };

  test("one alert two weeks ahead is perfect", () => {
    const metrics = outbreakMetrics([{ ...season, alerts: ["2025-11-17"] }]);
    expect(metrics).toEqual({ outbreaks: 1, far: 0, add: 0, aatq: 0, fatq: 0 });
  });

  test("an alert 15 days ahead is false, one 14 days ahead is true", () => {
    expect(outbreakMetrics([{ ...season, alerts: ["2025-11-16"] }]).far).toBe(1);
    expect(outbreakMetrics([{ ...season, alerts: ["2025-11-16", "2025-11-17"] }]).far).toBe(0.5);
  });

  test("no alert at all is the worst of each", () => {
    expect(outbreakMetrics([{ ...season, alerts: [] }])).toEqual({ outbreaks: 1, far: 1, add: 77, aatq: 1, fatq: 1 });
  });

  test("a late alert costs its delay, and counts first in FATQ whatever order the alerts come in", () => {
    const metrics = outbreakMetrics([{ ...season, alerts: ["2025-12-01", "2025-11-24"] }]);
    expect(metrics.add).toBe(7);
    expect(metrics.fatq).toBeCloseTo(0.012346, 6);
    expect(metrics.aatq).toBeCloseTo((0.012346 + 0.197531) / 2, 6);
  });

  test("each metric is the mean over the outbreaks", () => {
    const perfect = { ...season, alerts: ["2025-11-17"] };
    expect(outbreakMetrics([perfect, { ...season, alerts: [] }])).toEqual({
      outbreaks: 2,
      far: 0.5,
      add: 38.5,
      aatq: 0.5,
      fatq: 0.5,
    });
  });
});
