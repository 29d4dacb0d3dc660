import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("list-closures")(async ({ query, office }, deps) => {
  const [region, own] = await Promise.all([
    deps.settings.regionClosures(deps.onDamaged),
    deps.settings.officeClosures(office, deps.onDamaged),
  ]);
  const sorted = [...region, ...own].toSorted((one, other) => (one.closureId < other.closureId ? -1 : 1));
  return { status: 200, body: pageByKey(sorted, ({ closureId }) => closureId, pageRequest(query)) };
});
