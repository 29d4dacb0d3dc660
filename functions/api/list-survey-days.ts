import { surveyDayReply } from "../../shared/contracts/survey-day-reply.ts";
import { localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { wantedCalendar } from "../flows/calendar/wanted-calendar.ts";

export const handler = handlerFor("list-survey-days")(async ({ query, now }, deps) => {
  const { "school-year": schoolYear = schoolYearOf(localDateAt(now)), territory, ...place } = query;
  const { from, to } = schoolYearBounds(schoolYear);
  const dates = wantedCalendar(await deps.calendar(), territory).surveyDays(from, to, place);
  return { status: 200, body: { items: dates.map((date) => surveyDayReply(date, now)) } };
});
