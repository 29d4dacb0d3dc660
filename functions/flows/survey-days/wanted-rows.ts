import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Level, Territory } from "../../../shared/domain/codes.ts";
import type { DayRow, SiteDayState } from "../../../shared/domain/survey/day-rows.ts";
import { type DayDeps, dayRows } from "./day-rows.ts";

/** Absent: any. */
export type RowFilter = { state?: SiteDayState; territory?: Territory; level?: Level };

/** The rows of a survey day that pass the filter, ordered by site code. */
export async function wantedRows(surveyDate: LocalDate, filter: RowFilter, deps: DayDeps): Promise<DayRow[]> {
  const rows: DayRow[] = [];
  for await (const row of dayRows(surveyDate, deps)) if (passes(row, filter)) rows.push(row);
  return rows;
}

function passes({ state, site }: DayRow, filter: RowFilter): boolean {
  if (filter.state !== undefined && filter.state !== state) return false;
  if (filter.territory !== undefined && filter.territory !== site?.territory) return false;
  return filter.level === undefined || filter.level === site?.level;
}
