import type { PageRequest } from "../../../shared/store/page.ts";

const pageItemsDefault = 100;

/** The store's page request from the caller's query. */
export function pageRequest({
  cursor,
  limit = pageItemsDefault,
}: {
  cursor?: string | undefined;
  limit?: number | undefined;
}): PageRequest {
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}
