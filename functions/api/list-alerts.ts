import { alertReply } from "../../shared/contracts/alert-reply.ts";
import { alertStatuses } from "../../shared/domain/alerts/alert.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { InvalidCursor } from "../../shared/store/page.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

/**
 * With a status: a page of it. Without: status after status, in the order in which they want attention; the cursor
 * then carries the status it has got to.
 */
export const handler = handlerFor("list-alerts")(async ({ query }, deps) => {
  const { status, cursor } = query;
  const { limit } = pageRequest(query);
  if (status !== undefined) {
    const page = await deps.alerts.byStatus(status, pageRequest(query), deps.onDamaged);
    return { status: 200, body: { ...page, items: page.items.map(alertReply) } };
  }
  const [at = alertStatuses[0], within] = cursor?.split(":") ?? [];
  const start = alertStatuses.map(String).indexOf(at);
  if (start < 0) throw new InvalidCursor("not a cursor of this list");
  const items = [];
  let inside = within === "" ? undefined : within;
  for (const wanted of alertStatuses.slice(start)) {
    if (items.length === limit) return { status: 200, body: { items, cursor: `${wanted}:` } };
    const request = { limit: limit - items.length, ...(inside === undefined ? {} : { cursor: inside }) };
    const page = await deps.alerts.byStatus(wanted, request, deps.onDamaged);
    items.push(...page.items.map(alertReply));
    if (page.cursor !== undefined) return { status: 200, body: { items, cursor: `${wanted}:${page.cursor}` } };
    inside = undefined;
  }
  return { status: 200, body: { items } };
});
