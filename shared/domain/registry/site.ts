import type { LocalDate } from "../calendar/local-date.ts";
import type { InstituteCode, Level, Municipality, SiteCode, Territory } from "../codes.ts";
import type { District } from "./district.ts";
import type { Enrolment } from "./enrolment.ts";

/** A decision of the health office: one site may enter or correct one closed survey day again. */
export type Reopening = { surveyDate: LocalDate; until: Date; reason: string; by: string; at: Date };

/** A plesso, with everything that a submission needs to know. */
export type Site = {
  siteCode: SiteCode;
  instituteCode: InstituteCode;
  name: string;
  municipality?: Municipality;
  territory: Territory;
  /** Absent when the areas of its territory name neither the site nor its municipality. */
  district?: District;
  level: Level;
  /** First day as a sentinel site; absent: never was one. */
  sentinelFrom?: LocalDate;
  /** First day on which it is no longer one (half-open). */
  sentinelUntil?: LocalDate;
  /** The last steps, oldest first. */
  enrolments: readonly Enrolment[];
  /** The reopenings that still matter and some past ones, oldest first; at most `reopeningsOnSiteMax`. */
  reopenings: readonly Reopening[];
};

/** A site in the list of a territory. */
export type ListedSite = Pick<Site, "siteCode" | "name" | "territory" | "municipality" | "district">;

export const reopeningsOnSiteMax = 8;

/**
 * Whether the site is asked for absences on the date: from `sentinelFrom` up to, but not including, `sentinelUntil`.
 */
export function isSentinelOn(site: Pick<Site, "sentinelFrom" | "sentinelUntil">, date: LocalDate): boolean {
  if (site.sentinelFrom === undefined || date < site.sentinelFrom) return false;
  return site.sentinelUntil === undefined || date < site.sentinelUntil;
}

/** The reopening of the survey day that is valid at the instant; the latest if there are several. */
export function activeReopening(
  site: Pick<Site, "reopenings">,
  surveyDate: LocalDate,
  now: Date,
): Reopening | undefined {
  return site.reopenings.findLast(
    (reopening) => reopening.surveyDate === surveyDate && reopening.at <= now && now < reopening.until,
  );
}
