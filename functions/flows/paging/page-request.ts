import type { PageRequest } from "../../../shared/store/page.ts";

const pageItemsDefault = 100;

/** What a store is asked for, from what the caller asked for. */
export function pageRequest({
  cursor,
  limit = pageItemsDefault,
}: {
  cursor?: string | undefined;
  limit?: number | undefined;
}): PageRequest {
  return { limit, ...(cursor === undefined ? {} : { cursor }) };
}
