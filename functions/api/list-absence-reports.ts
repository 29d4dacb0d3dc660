import { absenceReportReply } from "../../shared/contracts/absence-report-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageRequest } from "../flows/paging/page-request.ts";
import { reportPage } from "../flows/reports/report-page.ts";

export const handler = handlerFor("list-absence-reports")(async ({ site, query, now }, deps) => {
  const page = await reportPage(site, pageRequest(query), now, deps);
  return { status: 200, body: { ...page, items: page.items.map(absenceReportReply) } };
});
