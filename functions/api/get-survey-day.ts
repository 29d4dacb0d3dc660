import { surveyDayReply } from "../../shared/contracts/survey-day-reply.ts";
import { surveyDayStatus } from "../../shared/domain/calendar/calendar.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-survey-day")(async ({ path, query, now }, deps) => {
  const status = surveyDayStatus(path.date, query, await deps.closures());
  if (status.kind !== "survey-day") return { problem: { reason: "not-a-survey-day", date: path.date } };
  return { status: 200, body: surveyDayReply(path.date, now) };
});
