import { surveyDayReply } from "../../shared/contracts/survey-day-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { wantedCalendar } from "../flows/calendar/wanted-calendar.ts";

export const handler = handlerFor("get-survey-day")(async ({ path, query, now }, deps) => {
  const { territory, ...place } = query;
  const status = wantedCalendar(await deps.calendar(), territory).statusOf(path.date, place);
  if (status.kind !== "survey-day") return { problem: { reason: "not-a-survey-day", date: path.date } };
  return { status: 200, body: surveyDayReply(path.date, now) };
});
