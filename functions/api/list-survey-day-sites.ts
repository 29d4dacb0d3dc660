import { siteDayReply } from "../../shared/contracts/site-day-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";
import { describeRows } from "../flows/survey-days/describe-rows.ts";
import { wantedRows } from "../flows/survey-days/wanted-rows.ts";

export const handler = handlerFor("list-survey-day-sites")(async ({ path: { date }, query }, deps) => {
  const calendar = await deps.calendar();
  if (!calendar.anywhere().isSurveyDay(date)) return { problem: { reason: "not-a-survey-day", date } };

  const rows = await wantedRows(date, query, deps);
  const page = pageByKey(rows, ({ siteCode }) => siteCode, pageRequest(query));
  const described = await describeRows(date, page.items, deps);
  return { status: 200, body: { ...page, items: described.map(siteDayReply) } };
});
