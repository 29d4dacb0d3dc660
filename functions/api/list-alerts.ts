import { alertReply } from "../../shared/contracts/alert-reply.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { alertPage } from "../flows/alerts/alert-page.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("list-alerts")(async ({ query }, deps) => {
  const { status } = query;
  const request = pageRequest(query);
  const page =
    status === undefined ? await alertPage(request, deps) : await deps.alerts.byStatus(status, request, deps.onDamaged);
  return { status: 200, body: { ...page, items: page.items.map(alertReply) } };
});
