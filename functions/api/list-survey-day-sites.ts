import { siteDayReply } from "../../shared/contracts/site-day-reply.ts";
import { mailingOffices } from "../../shared/domain/ledger/mailing-offices.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";
import { describeRows } from "../flows/survey-days/describe-rows.ts";
import { ownDayRows, ownPlace } from "../flows/survey-days/own-day-rows.ts";
import { wantedRows } from "../flows/survey-days/wanted-rows.ts";

export const handler = handlerFor("list-survey-day-sites")(async (request, deps) => {
  const { path, query, caller, jurisdiction } = request;
  const { date } = path;
  const calendar = await deps.calendar();
  if (!calendar.anywhere().isSurveyDay(date)) return { problem: { reason: "not-a-survey-day", date } };
  const place = ownPlace(jurisdiction, query.territory);
  if ("problem" in place) return place;

  const { territory: _, ...filter } = query;
  const rows = await wantedRows(ownDayRows(date, jurisdiction, deps), { ...filter, ...place });
  const page = pageByKey(rows, ({ siteCode }) => siteCode, pageRequest(query));
  const described = await describeRows(date, page.items, mailingOffices(jurisdiction.listed.values()), deps);
  const withCounts = caller.role !== "school-authority";
  return { status: 200, body: { ...page, items: described.map((row) => siteDayReply(row, withCounts)) } };
});
