import type { TableId } from "../tables.ts";
import type { Expression, Item } from "./database.ts";

/** A new item. Where its condition refuses it, it stands there already, or something newer does. */
type ItemCopy = { readonly table: TableId; readonly item: Item; readonly condition: Expression };

/** Of the item itself. Where its condition refuses it, somebody else has changed the item: it is worked out anew. */
type ItemChange = { readonly expression: Expression; readonly condition: Expression };

/** What becomes of one item: first its copies, then its own change. One that needs nothing has neither. */
export type MigratedItem = { readonly copies: readonly ItemCopy[]; readonly change?: ItemChange };

/**
 * Works it out from the item alone, and from when the migration began: the same on each run. Throws for an item that it
 * cannot read.
 */
export type ItemMigration = (item: Item, beganAt: Date) => MigratedItem;
