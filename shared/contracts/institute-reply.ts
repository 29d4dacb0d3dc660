import type * as z from "zod";
import { formatInstant, type LocalDate, localDateAt } from "../domain/calendar/local-date.ts";
import { enrolmentOn } from "../domain/registry/enrolment.ts";
import type { Institute } from "../domain/registry/institute.ts";
import { isSentinelOn, type Site } from "../domain/registry/site.ts";
import type { AbsenceReport } from "../domain/survey/absence-report.ts";
import type { AskedDay, AskedSiteRecord } from "../domain/survey/due-days.ts";
import { revisionReply } from "./absence-report-reply.ts";
import type { institute } from "./institute.ts";
import { surveyDayReply } from "./survey-day-reply.ts";

type InstituteReply = z.output<typeof institute>;
type DayWithSites = AskedDay & { sites: readonly AskedSiteRecord[] };

/** The institute as it crosses HTTP, with the survey days that are open for entry now. */
export function instituteReply(
  { instituteCode, name, language }: Institute,
  sites: readonly Site[],
  due: readonly DayWithSites[],
  nextSurveyDay: LocalDate | undefined,
  now: Date,
): InstituteReply {
  return {
    instituteCode,
    name,
    language,
    sites: sites.map((site) => ({ ...siteName(site, now), ...enrolmentMember(site, now) })),
    due: due.map((day) => dueDayReply(day, now)),
    ...(nextSurveyDay === undefined ? {} : { nextSurveyDay: surveyDayReply(nextSurveyDay, now) }),
  };
}

/** What a reminder link shows of the institute: its one survey day, and the sites that it asks about. */
export function linkedInstituteReply(
  { instituteCode, name, language }: Institute,
  day: DayWithSites,
  now: Date,
): InstituteReply {
  const sites = day.sites.map(({ site }) => siteName(site, now));
  return { instituteCode, name, language, sites, due: [dueDayReply(day, now)] };
}

function siteName(site: Site, now: Date) {
  const { siteCode, name, level, district } = site;
  return {
    siteCode,
    name,
    level,
    ...(district === undefined ? {} : { district }),
    sentinel: isSentinelOn(site, localDateAt(now)),
  };
}

function enrolmentMember({ enrolments }: Site, now: Date) {
  const enrolment = enrolmentOn(enrolments, localDateAt(now));
  return enrolment === undefined ? {} : { enrolment };
}

function dueDayReply({ surveyDate, state, sites }: DayWithSites, now: Date): InstituteReply["due"][number] {
  return { ...surveyDayReply(surveyDate, now, state), sites: sites.map(dueSiteReply) };
}

function dueSiteReply(due: AskedSiteRecord): InstituteReply["due"][number]["sites"][number] {
  const { site, enrolment, reopening, report, previous } = due;
  return {
    siteCode: site.siteCode,
    state: stateOf(due),
    ...(enrolment === undefined ? {} : { pupils: enrolment.pupils }),
    ...(reopening === undefined ? {} : { reopenedUntil: formatInstant(reopening.until) }),
    ...reportMembers(report),
    ...previousMember(previous),
  };
}

function stateOf({ report, isClosed }: AskedSiteRecord) {
  if (report === undefined) return isClosed ? "closed" : "due";
  return report === "unreadable" ? "unreadable" : "reported";
}

/** The report's own pupils are left out: the reply gives those of the day. */
function reportMembers(report: AskedSiteRecord["report"]) {
  if (report === undefined || report === "unreadable") return {};
  const { pupils: _, ...members } = revisionReply(report);
  return members;
}

function previousMember(report: AbsenceReport | undefined) {
  if (report === undefined || "closed" in report.content) return {};
  return { previous: { date: report.surveyDate, absent: report.content.absent, pupils: report.pupils } };
}
