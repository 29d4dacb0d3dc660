import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { dayRows } from "./day-rows.ts";

/** The expected sites that have not reported on the survey day, ordered by site code. */
export async function missingRows(
  surveyDate: LocalDate,
  deps: Pick<Deps, "settings" | "surveyDays" | "reports" | "closures" | "onDamaged">,
): Promise<DayRow[]> {
  const rows: DayRow[] = [];
  for await (const row of dayRows(surveyDate, deps)) if (row.state === "missing") rows.push(row);
  return rows;
}
