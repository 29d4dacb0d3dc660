import type { TableId } from "../tables.ts";
import type { Expression, Item, Key } from "./database.ts";

/** A new item. When its condition is false, the item or a newer one is already there. */
type ItemCopy = { readonly table: TableId; readonly item: Item; readonly condition: Expression };

/**
 * A change of the item itself. When its condition is false, another writer has changed the item, so the migration
 * computes the change again.
 */
type ItemChange = { readonly expression: Expression; readonly condition: Expression };

/** A change of an item of another table. When its condition refuses it, it was made before, or the item is not there. */
type ChangeElsewhere = ItemChange & { readonly table: TableId; readonly key: Key };

/**
 * The migration of one item: first its copies, then changes of items of other tables, then its own change. An item that
 * needs nothing has none of them.
 */
export type MigratedItem = {
  readonly copies: readonly ItemCopy[];
  readonly elsewhere?: readonly ChangeElsewhere[];
  readonly change?: ItemChange;
};

/**
 * Computes the migration from the item and the start of the migration only, so that each run gives the same result.
 * Throws for an item that it cannot read.
 */
export type ItemMigration = (item: Item, beganAt: Date) => MigratedItem;
