import { type Level, levels, type Territory } from "../codes.ts";
import type { DayRow, SiteDayState } from "./day-rows.ts";
import type { ExpectedSite } from "./expected-site.ts";

/** The counts of a survey day: expected = onTime + late + missing; exempt sites are not included. */
export type CoverageTotals = { expected: number; onTime: number; late: number; missing: number; exempt: number };

export type Coverage = {
  totals: CoverageTotals;
  /** One item for each territory and level with an asked site. */
  items: ({ territory: Territory; level: Level } & CoverageTotals)[];
  /** Reports of sites that were not asked. They are kept, but do not count for completeness. */
  unexpected: number;
  /** Stored reports that cannot be read. Their sites are neither missing nor counted. */
  unreadable: number;
};

export function emptyCoverage(): Coverage {
  return { totals: emptyTotals(), items: [], unexpected: 0, unreadable: 0 };
}

type CoveredRow = { site?: Pick<ExpectedSite, "territory" | "level">; state: SiteDayState };

/** Adds one row to the coverage. */
export function addRow(coverage: Coverage, { site, state }: CoveredRow): void {
  if (state === "unreadable") {
    coverage.unreadable += 1;
    return;
  }
  if (site === undefined || state === "unexpected") {
    coverage.unexpected += 1;
    return;
  }
  for (const totals of [coverage.totals, itemOf(coverage, site.territory, site.level)]) {
    switch (state) {
      case "exempt":
        totals.exempt += 1;
        break;
      case "on-time":
        totals.expected += 1;
        totals.onTime += 1;
        break;
      case "late":
      case "missing":
        totals.expected += 1;
        totals[state] += 1;
        break;
    }
  }
}

/** The coverage of a survey day, by territory and then by level. */
export async function coverageOf(rows: AsyncIterable<DayRow> | Iterable<DayRow>): Promise<Coverage> {
  const coverage = emptyCoverage();
  for await (const row of rows) addRow(coverage, row);
  sortItems(coverage);
  return coverage;
}

/** Sorts by territory and then by level, in reading order. */
export function sortItems({ items }: Coverage): void {
  items.sort(
    (one, other) =>
      one.territory.localeCompare(other.territory, "it") || levels.indexOf(one.level) - levels.indexOf(other.level),
  );
}

/**
 * Share of the expected sites that reported, 0 to 1; undefined when none was expected. Never capped: over 1 is a bug.
 */
export function completenessOf({ expected, onTime, late }: CoverageTotals): number | undefined {
  return expected === 0 ? undefined : (onTime + late) / expected;
}

function emptyTotals(): CoverageTotals {
  return { expected: 0, onTime: 0, late: 0, missing: 0, exempt: 0 };
}

function itemOf({ items }: Coverage, territory: Territory, level: Level): CoverageTotals {
  const known = items.find((item) => item.territory === territory && item.level === level);
  if (known !== undefined) return known;
  const item = { territory, level, ...emptyTotals() };
  items.push(item);
  return item;
}
