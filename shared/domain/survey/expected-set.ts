import type { TerritoryCalendar } from "../calendar/calendar.ts";
import type { LocalDate } from "../calendar/local-date.ts";
import { type Level, levels } from "../codes.ts";
import { isSentinelOn, type Site } from "../registry/site.ts";

/** The levels that are asked on the date. It is computed once for a whole expected set. */
export function levelsAsked(date: LocalDate, calendar: TerritoryCalendar): ReadonlySet<Level> {
  return new Set(levels.filter((level) => calendar.isSurveyDay(date, level)));
}

/**
 * Whether the site belongs to the expected set of the date: it is a sentinel site, and its level has lessons by the
 * regional calendar. Municipal, institute and site closures do not matter here: until the day closes, they make a site
 * exempt.
 * @param levels the result of `levelsAsked` for the date
 */
export function isAsked(
  site: Pick<Site, "level" | "sentinelFrom" | "sentinelUntil">,
  date: LocalDate,
  levels: ReadonlySet<Level>,
): boolean {
  return isSentinelOn(site, date) && levels.has(site.level);
}
