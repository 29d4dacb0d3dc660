import { surveyDayReply } from "../../shared/contracts/survey-day-reply.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar/calendar.ts";
import { localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("list-survey-days")(async ({ query, now }, deps) => {
  const { "school-year": schoolYear = schoolYearOf(localDateAt(now)), ...place } = query;
  const { from, to } = schoolYearBounds(schoolYear);
  const dates = surveyDaysBetween(from, to, place, await deps.closures());
  return { status: 200, body: { items: dates.map((date) => surveyDayReply(date, now)) } };
});
