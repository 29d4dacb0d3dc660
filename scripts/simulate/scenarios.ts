/** What happens in a simulated season in addition to ordinary absence. */
export const scenarios = {
  quiet: "nothing but chance, and the calendar",
  flu: "a seasonal wave over all sites, 5 to 10 points at its peak",
  pandemic: "a wave that doubles every survey day up to 30 points",
  "outbreak-10": "one site 10 points up for four survey days",
  "outbreak-20": "one site 20 points up for four survey days",
  snow: "one survey day with a quarter to half of all pupils absent, not flagged",
  strike: "one survey day with most pupils absent in three sites of ten, not flagged",
  "strike-flagged": "the same in one site of ten, flagged by the health office",
  "new-usual": "one site 10 points up for good",
} as const satisfies Record<string, string>;

export type Scenario = keyof typeof scenarios;

export const scenarioNames = [
  "quiet",
  "flu",
  "pandemic",
  "outbreak-10",
  "outbreak-20",
  "snow",
  "strike",
  "strike-flagged",
  "new-usual",
] as const satisfies readonly Scenario[];
