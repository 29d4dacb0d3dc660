import * as z from "zod";
import { alertStatuses } from "../../domain/alerts/alert.ts";
import { standingOf } from "../alert-store.ts";
import type { ItemMigration } from "../item-migration.ts";
import { itemParser } from "../parse-item.ts";

/** As much of an alert as the index by territory is made from. */
const alertItem = z.object({
  alertId: z.string(),
  concerns: z.object({ territory: z.string().min(1) }),
  status: z.enum(alertStatuses),
  raisedAt: z.iso.datetime().transform((text) => new Date(text)),
  version: z.int().min(1),
});

const parse = itemParser("alerts", alertItem);

/** An alert gets what the index by territory is made from; explanations are in no index. */
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
