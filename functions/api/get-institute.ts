import { surveyDayReply } from "../../shared/contracts/survey-day-reply.ts";
import { calendarOfDay, surveyDaysBetween } from "../../shared/domain/calendar/calendar.ts";
import type { Closure } from "../../shared/domain/calendar/closure.ts";
import { addDays, formatInstant, type LocalDate, localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { enrolmentOn } from "../../shared/domain/registry/enrolment.ts";
import { activeReopening, isSentinelOn, type Reopening, type Site } from "../../shared/domain/registry/site.ts";
import type { AbsenceReport } from "../../shared/domain/survey/absence-report.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey/survey-window.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import type { HttpDeps } from "../../shared/runtime/http-deps.ts";
import { enrolmentInForce } from "../flows/reports/submit-report.ts";

/** The survey day before or after one lies within this, the summer and long breaks left out. */
const neighbourDays = 21;

export const handler = handlerFor("get-institute")(async ({ path, caller, now }, deps) => {
  const [institute, sites, closures] = await Promise.all([
    deps.institutes.get(path.instituteCode),
    deps.sites.ofInstitute(path.instituteCode, deps.onDamaged),
    deps.closures(),
  ]);
  if (institute === undefined) return { problem: { reason: "not-found" } };

  const { instituteCode, name, contacts } = institute;
  if (caller.role === "link") {
    const day = await dueDay(caller.surveyDate, sites, closures, now, deps);
    const asked = sites.filter(({ siteCode }) => day.sites.some((site) => site.siteCode === siteCode));
    return { status: 200, body: { instituteCode, name, sites: asked.map((site) => siteName(site, now)), due: [day] } };
  }

  const due = await Promise.all(datesDue(sites, now, closures).map((date) => dueDay(date, sites, closures, now, deps)));
  const today = localDateAt(now);
  const [next] = surveyDaysBetween(addDays(today, 1), addDays(today, neighbourDays), {}, closures);
  return {
    status: 200,
    body: {
      instituteCode,
      name,
      ...(caller.role === "supplier" ? {} : { contacts: [...contacts] }),
      sites: sites.map((site) => ({ ...siteName(site, now), ...enrolmentMember(site, now) })),
      due,
      ...(next === undefined ? {} : { nextSurveyDay: surveyDayReply(next, now) }),
    },
  };
});

function siteName(site: Site, now: Date) {
  const { siteCode, name, level } = site;
  return { siteCode, name, level, sentinel: isSentinelOn(site, localDateAt(now)) };
}

function enrolmentMember({ enrolments }: Site, now: Date) {
  const enrolment = enrolmentOn(enrolments, localDateAt(now));
  return enrolment === undefined ? {} : { enrolment };
}

/** Days open or late by the calendar, and those that the health office has reopened for one of the sites. */
function datesDue(sites: readonly Site[], now: Date, closures: readonly Closure[]): LocalDate[] {
  const today = localDateAt(now);
  const recent = surveyDaysBetween(addDays(today, -1), today, {}, closures).filter((date) => {
    const state = surveyState(surveyWindow(date), now);
    return state === "open" || state === "late";
  });
  const reopened = sites.flatMap(({ reopenings }) => reopenings.filter(({ at, until }) => at <= now && now < until));
  return [...new Set([...reopened.map(({ surveyDate }) => surveyDate), ...recent])].toSorted();
}

async function dueDay(
  date: LocalDate,
  sites: readonly Site[],
  closures: readonly Closure[],
  now: Date,
  deps: HttpDeps,
) {
  const calendar = calendarOfDay(date, closures);
  const [before] = surveyDaysBetween(addDays(date, -neighbourDays), addDays(date, -1), {}, closures).reverse();
  const state = surveyState(surveyWindow(date), now);
  const reopeningOf = (site: Site) => (state === "closed" ? activeReopening(site, date, now) : undefined);
  const asked = sites
    .filter((site) => isSentinelOn(site, date) && calendar.statusOf(site).kind !== "not-a-survey-day")
    .filter((site) => state !== "closed" || reopeningOf(site) !== undefined);
  const items = await Promise.all(
    asked.map(async (site) => {
      let isUnreadable = false;
      const dates = before === undefined ? [date] : [before, date];
      const reports = await deps.reports.ofSite(site.siteCode, dates, (damage) => {
        deps.onDamaged(damage);
        isUnreadable ||= damage.key.surveyDate === date;
      });
      const report = reports.find(({ surveyDate }) => surveyDate === date);
      const previous = reports.find(({ surveyDate }) => surveyDate === before);
      const enrolment = await enrolmentInForce(site, date, deps);
      const stateWithoutReport = calendar.statusOf(site).kind === "closed" ? ("closed" as const) : ("due" as const);
      const stateOfReport = isUnreadable ? ("unreadable" as const) : ("reported" as const);
      return {
        siteCode: site.siteCode,
        state: report !== undefined || isUnreadable ? stateOfReport : stateWithoutReport,
        ...(enrolment === undefined ? {} : { pupils: enrolment.pupils }),
        ...reopeningMembers(reopeningOf(site)),
        ...reportMembers(report),
        ...previousMembers(previous),
      };
    }),
  );
  return { ...surveyDayReply(date, now, state === "closed" && asked.length > 0 ? "reopened" : state), sites: items };
}

function reopeningMembers(reopening: Reopening | undefined) {
  return reopening === undefined ? {} : { reopenedUntil: formatInstant(reopening.until) };
}

function reportMembers(report: AbsenceReport | undefined) {
  if (report === undefined) return {};
  const { content, version, enteredAt, enteredBy } = report;
  const said = "closed" in content ? { reason: content.reason } : content;
  return { ...said, version, enteredAt: formatInstant(enteredAt), enteredBy };
}

function previousMembers(report: AbsenceReport | undefined) {
  if (report === undefined || "closed" in report.content) return {};
  return { previous: { date: report.surveyDate, absent: report.content.absent, pupils: report.pupils } };
}
