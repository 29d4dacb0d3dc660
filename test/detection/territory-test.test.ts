import { expect, test } from "vitest";
import { rateAt, testTerritory } from "../../shared/detection/territory-test.ts";
import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";

test.each([0, 1.5, -2, 3])("the rate at a z of %d is that of a day of which the test says this z", (z) => {
  const { territoryRule: rule } = defaultAlertPolicy;
  // Each day a fifth more than expected: the middle is not zero.
  const baselineUsed = [110, 120, 125, 118, 131, 122].map((absent, day) => ({
    surveyDate: `2023-01-1${day}`,
    absent,
    pupils: 2_000,
    expectedAbsent: 100,
    sites: 12,
  }));
  const today = { surveyDate: "2023-01-24", absent: 140, pupils: 1_500, expectedAbsent: 80, sites: 10 };
  const inputs = { ...today, baselineUsed, baselineExcluded: [] };
  const rate = rateAt(z, testTerritory(inputs, rule));
  expect(testTerritory({ ...inputs, absent: rate * today.pupils }, rule).z).toBeCloseTo(z, 9);
});
