import type { PageTable, Section } from "../report/html-page.ts";
import { scenarios } from "./scenarios.ts";
import type { Estimate, ScenarioSummary, Target } from "./summarise-seasons.ts";

export function scenarioTable(summaries: readonly ScenarioSummary[]): PageTable {
  return {
    head: [
      "scenario",
      "seasons",
      "site alerts per\nsite-year",
      "of these\nsevere",
      "territory alerts\nper season",
      "notices\nper season",
      "found by S",
      "median\ndelay",
      "found by T",
      "median\ndelay",
    ],
    rows: summaries.map((summary) => {
      const { event } = summary;
      return [
        summary.scenario,
        summary.seasons,
        interval(summary.siteAlertsPerSiteYear, 3),
        interval(summary.severePerSiteYear, 3),
        interval(summary.territoryAlertsPerSeason, 2),
        summary.noticesPerSeason.toFixed(2),
        event === undefined ? "–" : percent(event.foundBySite),
        event === undefined || Number.isNaN(event.siteDelayMedian) ? "–" : event.siteDelayMedian,
        event === undefined ? "–" : percent(event.foundByTerritory),
        event === undefined || Number.isNaN(event.territoryDelayMedian) ? "–" : event.territoryDelayMedian,
      ];
    }),
  };
}

export function targetTable(targets: readonly Target[]): PageTable {
  return {
    head: ["target", "wanted", "measured (95 %)", ""],
    rows: targets.map(({ what, wanted, measured, met }) => [
      what,
      wanted,
      wanted.endsWith("%") || wanted === "0" ? percent(measured) : interval(measured, 3),
      met ? "met" : "NOT MET",
    ]),
  };
}

export function simulationSections(summaries: readonly ScenarioSummary[], targets: readonly Target[]): Section[] {
  const events = summaries.flatMap(({ scenario, event }) => (event === undefined ? [] : [{ scenario, event }]));
  const days = Math.max(0, ...events.map(({ event }) => event.siteFoundWithin.length));
  const x = Array.from({ length: days }, (_, day) => String(day));
  return [
    { heading: "Obiettivi · Targets", table: targetTable(targets) },
    { heading: "Scenari · Scenarios", table: scenarioTable(summaries) },
    {
      heading: "Che cosa succede in ogni scenario · What happens in each scenario",
      table: { head: ["scenario", "what"], rows: Object.entries(scenarios) },
    },
    {
      heading: "Quanti eventi sono segnalati dalla regola S, e quando · Share found by rule S, by survey day",
      chart: {
        title: "Found by rule S within so many survey days",
        yLabel: "share of events",
        x,
        series: events.map(({ scenario, event }) => ({ name: scenario, values: event.siteFoundWithin })),
      },
    },
    {
      heading: "Quanti eventi sono segnalati dalla regola T, e quando · Share found by rule T, by survey day",
      chart: {
        title: "Found by rule T within so many survey days",
        yLabel: "share of events",
        x,
        series: events.map(({ scenario, event }) => ({ name: scenario, values: event.territoryFoundWithin })),
      },
    },
  ];
}

function interval({ value, low, high }: Estimate, digits: number): string {
  if (Number.isNaN(value)) return "–";
  return low === high ? String(value) : `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

function percent({ value, low, high }: Estimate): string {
  const of = (share: number) => (100 * share).toFixed(1);
  return `${of(value)} % (${of(low)}–${of(high)})`;
}
