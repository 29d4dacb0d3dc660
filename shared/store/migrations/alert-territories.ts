import * as z from "zod";
import { alertStatuses } from "../../domain/alerts/alert.ts";
import { standingOf } from "../alert-store.ts";
import type { ItemMigration } from "../item-migration.ts";
import { itemParser } from "../parse-item.ts";

/** The part of an alert that the index by territory needs. */
const alertItem = z.object({
  alertId: z.string(),
  concerns: z.object({ territory: z.string().min(1) }),
  status: z.enum(alertStatuses),
  raisedAt: z.iso.datetime().transform((text) => new Date(text)),
  version: z.int().min(1),
});

const parse = itemParser("alerts", alertItem);

/** Gives an alert the attributes of the index by territory. Explanations are in no index. */
export const alertTerritories: ItemMigration = (item) => {
  if (item.version === undefined) return { copies: [] };
  const { concerns, version, ...alert } = parse(item);
  const { territory } = concerns;
  const standing = standingOf(alert);
  if (item.territory === territory && item.standing === standing) return { copies: [] };
  return {
    copies: [],
    change: {
      expression: { expression: "SET #territory = :territory, #standing = :standing", values: { territory, standing } },
      condition: { expression: "#version = :version", values: { version } },
    },
  };
};
