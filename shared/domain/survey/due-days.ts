import type { Calendar } from "../calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../calendar/local-date.ts";
import type { Territory } from "../codes.ts";
import type { Enrolment } from "../registry/enrolment.ts";
import { activeReopening, isSentinelOn, type Reopening, type Site } from "../registry/site.ts";
import type { AbsenceReport } from "./absence-report.ts";
import { surveyWindow, type WindowState, windowState } from "./survey-window.ts";

/** The next or previous survey day is within this many days, except around the summer and long breaks. */
const neighbourDays = 21;

/** A site that can enter or correct its report of a survey day now. */
export type AskedSite = {
  site: Site;
  /** The calendar says that the site has no lessons that day. */
  isClosed: boolean;
  /** Absent: the survey day is open or late for all sites. */
  reopening?: Reopening;
};

export type AskedDay = { surveyDate: LocalDate; state: WindowState; asked: readonly AskedSite[] };

/** The stored data of an asked site. */
export type AskedSiteRecord = AskedSite & {
  enrolment: Enrolment | undefined;
  report: AbsenceReport | "unreadable" | undefined;
  /** The report of the survey day before. */
  previous: AbsenceReport | undefined;
};

/**
 * The days that are open or late by the calendar, and the days that the health office has reopened for one of the
 * sites.
 */
export function dueDates(sites: readonly Site[], calendar: Calendar, now: Date): LocalDate[] {
  const today = localDateAt(now);
  const recent = territoriesOf(sites)
    .flatMap((territory) => calendar.of(territory).surveyDays(addDays(today, -1), today))
    .filter((date) => {
      const state = windowState(surveyWindow(date), now);
      return state === "open" || state === "late";
    });
  const reopened = sites.flatMap(({ reopenings }) => reopenings.filter(({ at, until }) => at <= now && now < until));
  return [...new Set([...reopened.map(({ surveyDate }) => surveyDate), ...recent])].toSorted();
}

/**
 * The sites that are asked on the survey day, and how. A closed day asks only the sites for which it is reopened; its
 * state is then "reopened".
 */
export function askedDayOf(surveyDate: LocalDate, sites: readonly Site[], calendar: Calendar, now: Date): AskedDay {
  const state = windowState(surveyWindow(surveyDate), now);
  const asked = sites.flatMap((site): AskedSite[] => {
    const { kind } = calendar.of(site.territory).statusOf(surveyDate, site);
    if (!isSentinelOn(site, surveyDate) || kind === "not-a-survey-day") return [];
    const isClosed = kind === "closed";
    if (state !== "closed") return [{ site, isClosed }];
    const reopening = activeReopening(site, surveyDate, now);
    return reopening === undefined ? [] : [{ site, isClosed, reopening }];
  });
  return { surveyDate, state: state === "closed" && asked.length > 0 ? "reopened" : state, asked };
}

/** Undefined in the first days after the summer or a long break. */
export function surveyDayBefore(date: LocalDate, territory: Territory, calendar: Calendar): LocalDate | undefined {
  return calendar.of(territory).surveyDays(addDays(date, -neighbourDays), addDays(date, -1)).at(-1);
}

/** The next survey day of any of the sites. Undefined in the last days before the summer or a long break. */
export function surveyDayAfter(date: LocalDate, sites: readonly Site[], calendar: Calendar): LocalDate | undefined {
  const [next] = territoriesOf(sites)
    .flatMap((territory) => calendar.of(territory).surveyDays(addDays(date, 1), addDays(date, neighbourDays)))
    .toSorted();
  return next;
}

function territoriesOf(sites: readonly Site[]): Territory[] {
  return [...new Set(sites.map(({ territory }) => territory))];
}
