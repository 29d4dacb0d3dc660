import { coverageOf } from "../../shared/domain/survey/coverage.ts";
import { surveyWindow, windowState } from "../../shared/domain/survey/survey-window.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { ownDayRows } from "../flows/survey-days/own-day-rows.ts";

export const handler = handlerFor("get-coverage")(async ({ path: { date }, jurisdiction, now }, deps) => {
  const calendar = await deps.calendar();
  if (!calendar.anywhere().isSurveyDay(date)) return { problem: { reason: "not-a-survey-day", date } };

  const coverage = await coverageOf(ownDayRows(date, jurisdiction, deps));
  return { status: 200, body: { date, state: windowState(surveyWindow(date), now), ...coverage } };
});
