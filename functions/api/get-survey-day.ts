import { surveyDayReply } from "../../shared/contracts/survey-day-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";

export const handler = handlerFor("get-survey-day")(async ({ path, query, now }, deps) => {
  const calendar = await deps.calendar();
  const status = calendar.regional().statusOf(path.date, query);
  if (status.kind !== "survey-day") return { problem: { reason: "not-a-survey-day", date: path.date } };
  return { status: 200, body: surveyDayReply(path.date, now) };
});
