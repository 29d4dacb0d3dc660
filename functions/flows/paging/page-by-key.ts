import { InvalidCursor } from "../../../shared/store/page.ts";

/** A page of a complete list. The cursor is the key of the last item shown. */
export function pageByKey<Item>(
  sorted: readonly Item[],
  keyOf: (item: Item) => string,
  { cursor, limit }: { cursor?: string; limit: number },
): { items: Item[]; cursor?: string } {
  const after = cursor === undefined ? undefined : Buffer.from(cursor, "base64url").toString();
  if (after === "") throw new InvalidCursor("not a cursor of this list");
  const rest = after === undefined ? sorted : sorted.filter((item) => keyOf(item) > after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  const more = rest.length > limit && last !== undefined;
  return { items, ...(more ? { cursor: Buffer.from(keyOf(last)).toString("base64url") } : {}) };
}
