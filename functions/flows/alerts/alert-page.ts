import { type Alert, alertStatuses } from "../../../shared/domain/alerts/alert.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { InvalidCursor, type Page, type PageRequest } from "../../../shared/store/page.ts";

/**
 * The alerts of all statuses, status after status, in the order in which they want attention. The cursor carries the
 * status that it has got to.
 */
export async function alertPage(
  { cursor, limit }: PageRequest,
  deps: Pick<Deps, "alerts" | "onDamaged">,
): Promise<Page<Alert>> {
  const [at = alertStatuses[0], within] = cursor?.split(":") ?? [];
  const start = alertStatuses.map(String).indexOf(at);
  if (start < 0) throw new InvalidCursor("not a cursor of this list");
  const items: Alert[] = [];
  let inside = within === "" ? undefined : within;
  for (const wanted of alertStatuses.slice(start)) {
    if (items.length === limit) return { items, cursor: `${wanted}:` };
    const request = { limit: limit - items.length, ...(inside === undefined ? {} : { cursor: inside }) };
    const page = await deps.alerts.byStatus(wanted, request, deps.onDamaged);
    items.push(...page.items);
    if (page.cursor !== undefined) return { items, cursor: `${wanted}:${page.cursor}` };
    inside = undefined;
  }
  return { items };
}
