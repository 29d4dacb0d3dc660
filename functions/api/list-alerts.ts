import { alertReply } from "../../shared/contracts/alert-reply.ts";
import { alertStatuses } from "../../shared/domain/alerts/alert.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { alertPage } from "../flows/alerts/alert-page.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("list-alerts")(async ({ query, jurisdiction }, deps) => {
  const statuses = query.status === undefined ? alertStatuses : [query.status];
  const territories = jurisdiction.territories.map(({ territory }) => territory);
  const page = await alertPage(territories, statuses, pageRequest(query), deps);
  return { status: 200, body: { ...page, items: page.items.map(alertReply) } };
});
