import { mean, medianSorted, sampleStandardDeviation } from "simple-statistics";
import type { SeasonResult } from "./judge-season.ts";
import { type Scenario, scenarioNames } from "./scenarios.ts";

/** A number with its 95 % interval. */
export type Estimate = { value: number; low: number; high: number };

export type ScenarioSummary = {
  scenario: Scenario;
  seasons: number;
  /** Rule S: days with a finding per site-year, of any severity and *alert* only. */
  siteAlertsPerSiteYear: Estimate;
  severePerSiteYear: Estimate;
  /** Rule T: alerts opened in a season, all levels together, and level-days with a verdict. */
  territoryAlertsPerSeason: Estimate;
  territoryDaysPerSeason: number;
  noticesPerSeason: number;
  /** Absent in a scenario without an event. */
  event?: {
    foundBySite: Estimate;
    /**
     * Survey days from the event's first day to the finding: the median over the found events; NaN when none was found.
     */
    siteDelayMedian: number;
    severeBySite: Estimate;
    foundByTerritory: Estimate;
    territoryDelayMedian: number;
    noticed: Estimate;
    /** Share of events found by rule S, and by rule T, within this many survey days. Index 0 is the first day. */
    siteFoundWithin: number[];
    territoryFoundWithin: number[];
  };
};

export type Target = { what: string; wanted: string; measured: Estimate; met: boolean };

const surveyDaysPerYear = 68;
const normalQuantile = 1.959963984540054;
const followedDays = 10;

export function summariseSeasons(results: readonly SeasonResult[]): ScenarioSummary[] {
  return scenarioNames.flatMap((scenario) => {
    const own = results.filter((result) => result.scenario === scenario);
    return own.length === 0 ? [] : [summariseScenario(scenario, own)];
  });
}

function summariseScenario(scenario: Scenario, results: readonly SeasonResult[]): ScenarioSummary {
  const perSiteYear = (count: (result: SeasonResult) => number) =>
    meanOf(
      results.map((result) => (result.siteDays === 0 ? 0 : count(result) / (result.siteDays / surveyDaysPerYear))),
    );
  const summary: ScenarioSummary = {
    scenario,
    seasons: results.length,
    siteAlertsPerSiteYear: perSiteYear((result) => result.siteAlertDays),
    severePerSiteYear: perSiteYear((result) => result.siteSevereDays),
    territoryAlertsPerSeason: meanOf(results.map((result) => result.territoryAlerts)),
    territoryDaysPerSeason: mean(results.map((result) => result.territoryDays)),
    noticesPerSeason: mean(results.map((result) => result.notices)),
  };
  const events = results.flatMap(({ event }) => (event === undefined ? [] : [event]));
  if (events.length === 0) return summary;

  const siteDelays = events.flatMap(({ siteDelay }) => siteDelay ?? []);
  const territoryDelays = events.flatMap(({ territoryDelay }) => territoryDelay ?? []);
  return {
    ...summary,
    event: {
      foundBySite: shareOf(siteDelays.length, events.length),
      siteDelayMedian: medianOf(siteDelays),
      severeBySite: shareOf(events.filter((event) => event.siteSevereDays > 0).length, events.length),
      foundByTerritory: shareOf(territoryDelays.length, events.length),
      territoryDelayMedian: medianOf(territoryDelays),
      noticed: shareOf(events.filter((event) => event.notices > 0).length, events.length),
      siteFoundWithin: withinDays(siteDelays, events.length),
      territoryFoundWithin: withinDays(territoryDelays, events.length),
    },
  };
}

/** The targets of the design next to the measured values. A target is missing when its scenario did not run. */
export function targetsOf(summaries: readonly ScenarioSummary[]): Target[] {
  const targets: Target[] = [];
  const add = (
    scenario: Scenario,
    what: string,
    wanted: string,
    measure: (summary: ScenarioSummary) => Estimate | undefined,
    isMet: (value: number) => boolean,
  ) => {
    const summary = summaries.find((one) => one.scenario === scenario);
    const measured = summary === undefined ? undefined : measure(summary);
    if (measured !== undefined) targets.push({ what, wanted, measured, met: isMet(measured.value) });
  };
  const exactly = (value: number | undefined): Estimate | undefined =>
    value === undefined ? undefined : { value, low: value, high: value };

  add(
    "quiet",
    "territory alerts in a quiet season",
    "≤ 0.5",
    (s) => s.territoryAlertsPerSeason,
    (v) => v <= 0.5,
  );
  add(
    "quiet",
    "site alerts per site-year in quiet seasons, any severity",
    "≤ 0.2",
    (s) => s.siteAlertsPerSiteYear,
    (v) => v <= 0.2,
  );
  add(
    "outbreak-10",
    "one-site outbreaks of +10 points found",
    "≥ 70 %",
    (s) => s.event?.foundBySite,
    (v) => v >= 0.7,
  );
  add(
    "outbreak-20",
    "one-site outbreaks of +20 points found",
    "≥ 95 %",
    (s) => s.event?.foundBySite,
    (v) => v >= 0.95,
  );
  add(
    "outbreak-10",
    "median delay at +10 points, survey days",
    "≤ 2",
    (s) => exactly(s.event?.siteDelayMedian),
    (v) => v <= 2,
  );
  add(
    "outbreak-20",
    "median delay at +20 points, survey days",
    "≤ 2",
    (s) => exactly(s.event?.siteDelayMedian),
    (v) => v <= 2,
  );
  add(
    "flu",
    "median delay of rule T in a seasonal wave, survey days from a quarter of its peak",
    "≤ 2",
    (s) => exactly(s.event?.territoryDelayMedian),
    (v) => v <= 2,
  );
  add(
    "pandemic",
    "median delay of rule T in a fast wave, survey days from its first point",
    "≤ 2",
    (s) => exactly(s.event?.territoryDelayMedian),
    (v) => v <= 2,
  );
  for (const scenario of ["snow", "strike", "strike-flagged"] as const) {
    add(
      scenario,
      `seasons with a territory alert on or after the ${scenario} day`,
      "0",
      (s) => s.event?.foundByTerritory,
      (v) => v === 0,
    );
  }
  return targets;
}

function withinDays(delays: readonly number[], events: number): number[] {
  return Array.from({ length: followedDays }, (_, day) => delays.filter((delay) => delay <= day).length / events);
}

function medianOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : medianSorted(values.toSorted((a, b) => a - b));
}

function meanOf(values: number[]): Estimate {
  const value = mean(values);
  const half = values.length < 2 ? 0 : (normalQuantile * sampleStandardDeviation(values)) / Math.sqrt(values.length);
  return { value, low: Math.max(0, value - half), high: value + half };
}

/** A share with Wilson's interval, which stays within 0 and 1 and keeps its width at 0 and at 1. */
function shareOf(count: number, of: number): Estimate {
  const value = count / of;
  const z2 = normalQuantile ** 2;
  const centre = (value + z2 / (2 * of)) / (1 + z2 / of);
  const half = (normalQuantile / (1 + z2 / of)) * Math.sqrt((value * (1 - value)) / of + z2 / (4 * of * of));
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
