import { localDateAt, startOfLocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import { type DayDeps, dayRows } from "../survey-days/day-rows.ts";
import type { Watched } from "./watched-territories.ts";

/** On a survey day the first report always comes before this time: eleven hours into the day. */
const firstReportMillisMax = 11 * 60 * 60_000;

/** Counts the territories that survey today and expect sites, but have no report by eleven. */
export async function silentTerritories(watched: readonly Watched[], now: Date, deps: DayDeps): Promise<number> {
  const today = localDateAt(now);
  if (now.getTime() - startOfLocalDate(today).getTime() < firstReportMillisMax) return 0;
  const territories = watched.map(({ territory }) => territory);
  // On a day that is not a survey day, or that was never opened, nobody is missing.
  const silent = new Set<Territory>();
  const heard = new Set<Territory>();
  for await (const { site, state, report } of dayRows(today, territories, deps)) {
    if (site === undefined) continue;
    if (state === "missing") silent.add(site.territory);
    else if (report !== undefined || state === "unreadable") heard.add(site.territory);
  }
  return [...silent].filter((territory) => !heard.has(territory)).length;
}
