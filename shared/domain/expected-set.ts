import { surveyDayStatus } from "./calendar.ts";
import type { Closure } from "./closure.ts";
import { type InstituteCode, type Level, levels, type Municipality, type SiteCode, type Territory } from "./codes.ts";
import type { LocalDate } from "./local-date.ts";
import { isSentinelOn, type Site } from "./site.ts";

/** A site as the expected set freezes it when the survey day opens. */
export type ExpectedSite = {
  siteCode: SiteCode;
  instituteCode: InstituteCode;
  level: Level;
  municipality?: Municipality;
  territory: Territory;
};

/** The levels with lessons on the date by the regional calendar. Worked out once for a whole expected set. */
export function levelsAsked(date: LocalDate, closures: readonly Closure[]): ReadonlySet<Level> {
  return new Set(levels.filter((level) => surveyDayStatus(date, { level }, closures).kind === "survey-day"));
}

/**
 * Whether the site belongs to the expected set of the date: a sentinel site whose level has lessons by the regional
 * calendar. Municipal, institute and site closures are no part of it: they exempt live, until the day closes.
 */
export function isAsked(
  site: Pick<Site, "level" | "sentinelFrom" | "sentinelUntil">,
  date: LocalDate,
  closures: readonly Closure[],
): boolean {
  return isSentinelOn(site, date) && levelsAsked(date, closures).has(site.level);
}
