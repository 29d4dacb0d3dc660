import { surveyDayFeed } from "../../shared/contracts/survey-day-feed.ts";
import { localDateAt } from "../../shared/domain/calendar/local-date.ts";
import { schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { wantedCalendar } from "../flows/calendar/wanted-calendar.ts";

export const handler = handlerFor("get-survey-days-feed")(async ({ query, language, now }, deps) => {
  const { from, to } = schoolYearBounds(schoolYearOf(localDateAt(now)));
  const { territory, ...place } = query;
  const dates = wantedCalendar(await deps.calendar(), territory).surveyDays(from, to, place);
  return { status: 200, body: surveyDayFeed(dates, language, now) };
});
