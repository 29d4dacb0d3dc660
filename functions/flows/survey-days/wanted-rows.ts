import type { Level, Territory } from "../../../shared/domain/codes.ts";
import type { DayRow, SiteDayState } from "../../../shared/domain/survey/day-rows.ts";

/** An absent member accepts any value. */
export type RowFilter = { state?: SiteDayState; territory?: Territory; level?: Level };

/** The rows of a survey day that pass the filter, in their order. */
export async function wantedRows(rows: AsyncIterable<DayRow>, filter: RowFilter): Promise<DayRow[]> {
  const wanted: DayRow[] = [];
  for await (const row of rows) if (passes(row, filter)) wanted.push(row);
  return wanted;
}

function passes({ state, site }: DayRow, filter: RowFilter): boolean {
  if (filter.state !== undefined && filter.state !== state) return false;
  if (filter.territory !== undefined && filter.territory !== site?.territory) return false;
  return filter.level === undefined || filter.level === site?.level;
}
