import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";

export const handler = handlerFor("list-closures")(async ({ query }, deps) => {
  const closures = await deps.settings.closures(deps.onDamaged);
  const sorted = closures.toSorted((one, other) => (one.closureId < other.closureId ? -1 : 1));
  return { status: 200, body: pageByKey(sorted, ({ closureId }) => closureId, pageRequest(query)) };
});
