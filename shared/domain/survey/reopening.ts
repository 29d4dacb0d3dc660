import type { LocalDate } from "../calendar/local-date.ts";
import { daysBetween, localDateAt } from "../calendar/local-date.ts";
import { type Refused, refused } from "../refusal.ts";
import { isSentinelOn, type Reopening, reopeningsOnSiteMax, type Site } from "../registry/site.ts";
import { surveyWindow, windowState } from "./survey-window.ts";

/** A reopening is for a correction, so it must end. */
export const reopenedDaysMax = 31;
/** Older days cannot be reopened, because the jobs do not rebuild their sheets. */
export const reopenableDaysMax = 365;

type ReopeningInput = {
  site: Pick<Site, "siteCode" | "sentinelFrom" | "sentinelUntil" | "reopenings">;
  /** The requested reopening, valid from now. */
  reopening: Reopening;
  /** By the regional calendar. */
  isSurveyDay: boolean;
  /** Survey days of the site's reopenings whose sheet must still be rebuilt. */
  stale: ReadonlySet<LocalDate>;
};

export type ReopeningDecision =
  | { kind: "reopened"; reopening: Reopening; reopenings: readonly Reopening[] }
  | { kind: "unchanged"; reopening: Reopening }
  | Refused;

/**
 * Whether one site may enter or correct one survey day again. The same request again changes nothing. When the site
 * holds the maximum of reopenings, the oldest that is over and evaluated is dropped. A reopening that still matters is
 * never dropped.
 */
export function decideReopening({ site, reopening, isSurveyDay, stale }: ReopeningInput): ReopeningDecision {
  const { surveyDate, at } = reopening;
  const same = site.reopenings.find((known) => isSame(known, reopening));
  if (same !== undefined) return { kind: "unchanged", reopening: same };
  if (!isSurveyDay) return refused({ reason: "not-a-survey-day", date: surveyDate });
  const window = surveyWindow(surveyDate);
  if (windowState(window, at) === "upcoming") return refused({ reason: "survey-day-not-open", window });
  if (daysBetween(surveyDate, localDateAt(at)) > reopenableDaysMax) {
    return refused({ reason: "survey-day-too-old", date: surveyDate, daysMax: reopenableDaysMax });
  }
  if (!isSentinelOn(site, surveyDate)) {
    return refused({ reason: "site-not-sentinel", siteCode: site.siteCode, date: surveyDate });
  }
  if (site.reopenings.length < reopeningsOnSiteMax) {
    return { kind: "reopened", reopening, reopenings: [...site.reopenings, reopening] };
  }
  const settled = site.reopenings.find(({ until, surveyDate: date }) => until <= at && !stale.has(date));
  if (settled === undefined) {
    const ends = site.reopenings.map(({ until }) => until.getTime());
    return refused({
      reason: "too-many-reopenings",
      reopeningsMax: reopeningsOnSiteMax,
      firstUntil: new Date(Math.min(...ends)),
    });
  }
  const others = site.reopenings.filter((known) => known !== settled);
  return { kind: "reopened", reopening, reopenings: [...others, reopening] };
}

function isSame(one: Reopening, other: Reopening): boolean {
  return (
    one.surveyDate === other.surveyDate && one.until.getTime() === other.until.getTime() && one.reason === other.reason
  );
}
