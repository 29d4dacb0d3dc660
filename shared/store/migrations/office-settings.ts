import * as z from "zod";
import { firstOfficeCode } from "../../domain/region/health-office.ts";
import { policyNames } from "../alert-policy-store.ts";
import type { Expression, Item } from "../database.ts";
import type { ItemMigration } from "../item-migration.ts";
import { itemParser } from "../parse-item.ts";
import { closureKey, officeNames, territoryKey } from "../settings-store.ts";

const key = z.object({ name: z.string(), version: z.string().min(1) });
const closure = z.object({ scope: z.object({ kind: z.enum(["region", "municipality", "institute", "site"]) }) });

const parseKey = itemParser("settings", key);
const parseClosure = itemParser("settings", closure);

/**
 * Copies the settings of the single earlier health office to the first office. Copies territories and closures of the
 * whole region to the partition that all offices read. The earlier item stays, only for the previous release.
 */
export const officeSettings: ItemMigration = (item) => {
  const { name, version } = parseKey(item);
  switch (name) {
    case "territories":
      return copied(item, territoryKey(version), absent);
    case "closures":
      return copied(
        item,
        closureKey(firstOfficeCode, version, parseClosure(item).scope.kind),
        absentOrOlder("at", item),
      );
    case "health-office-contacts":
      return copied(item, { name: officeNames.contacts(firstOfficeCode), version }, absentOrOlder("writes", item));
    case "alert-policy":
      return copied(item, { name: policyNames.policies(firstOfficeCode), version }, absent);
    case "backtest":
      return copied(item, { name: policyNames.backtests(firstOfficeCode), version }, absent);
    default:
      return { copies: [] };
  }
};

function copied(item: Item, to: Item, condition: Expression): ReturnType<ItemMigration> {
  return { copies: [{ table: "settings", item: { ...item, ...to }, condition }] };
}

const absent = { expression: "attribute_not_exists(#name)" };

/** A call of the previous release may have written after the first pass. The later value applies. */
function absentOrOlder(mark: "at" | "writes", item: Item): Expression {
  const value = z.number().safeParse(item[mark]);
  if (!value.success) return absent;
  return {
    expression: `attribute_not_exists(#name) OR #${mark} < :${mark}`,
    values: { [mark]: value.data },
  };
}
