import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { localDate } from "../../shared/contracts/fields.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar/calendar.ts";
import { addDays, type LocalDate, localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { InvalidCursor } from "../../shared/store/page.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

/** Further back than the data of this system can reach, or is kept. */
const schoolYearsMax = 12;

/** Walks back over the known survey days, one batch read a school year, until the page is full. */
export const handler = handlerFor("list-absence-reports")(async ({ site, query, now }, deps) => {
  const { cursor, limit } = pageRequest(query);
  if (cursor !== undefined && !localDate.safeParse(cursor).success) {
    throw new InvalidCursor("not a cursor of this list");
  }
  const items = [];
  let until: LocalDate = cursor === undefined ? localDateAt(now) : addDays(cursor, -1);
  for (let years = 0; years < schoolYearsMax && items.length <= limit; years++) {
    const { from } = schoolYearBounds(schoolYearOf(until));
    const dates = surveyDaysBetween(from, until, { level: site.level }, []);
    items.push(...(await deps.reports.ofSite(site.siteCode, dates, deps.onDamaged)).reverse());
    until = addDays(from, -1);
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const more = items.length > limit && last !== undefined ? { cursor: last.surveyDate } : {};
  return { status: 200, body: { items: shown.map(absenceReportReply), ...more } };
});
