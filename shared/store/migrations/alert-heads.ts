import * as z from "zod";
import { crossingOf, keepCrossings } from "../../domain/alerts/alert-lifecycle.ts";
import type { Explanation } from "../../domain/alerts/explanation.ts";
import { alertSeverities } from "../../domain/alerts/verdict.ts";
import { startOfLocalDate } from "../../domain/calendar/local-date.ts";
import { surveyWindow } from "../../domain/survey/survey-window.ts";
import { explanationItemOf } from "../alert-store.ts";
import type { Item } from "../database.ts";
import { explanationItem } from "../explanation-item.ts";
import type { ItemMigration, MigratedItem } from "../item-migration.ts";
import { itemParser } from "../parse-item.ts";
import { storedDate, storedInstant, storedJson } from "../stored-fields.ts";

const severity = z.enum(alertSeverities);

/** The part of an alert of earlier releases that changes: crossings with their explanations, as text. */
const earlierAlert = z.object({
  alertId: z.string(),
  raisedAt: z.iso.datetime().transform((text) => new Date(text)),
  crossings: storedJson(z.array(z.object({ surveyDate: storedDate, explanation: explanationItem })).min(1)),
  transitions: z.array(z.object({ by: z.string(), at: storedInstant })),
  mailedSeverity: severity.exactOptional(),
  version: z.int().min(1),
});
type EarlierAlert = z.infer<typeof earlierAlert>;

const parse = itemParser("alerts", earlierAlert);

/**
 * Turns an alert that held its explanations into one with short crossings and separate explanations. Earlier releases
 * wrote on the alert what all readers had been told. From now on each reader's digests record it.
 */
export const alertHeads: ItemMigration = (item, beganAt) => {
  if (!isEarlier(item)) return { copies: [] };
  const alert = parse(item);
  const { version } = alert;
  const kept = keepCrossings(alert.crossings.map(({ explanation }) => crossingOf(explanation)));
  const { worst, eased } = toldOf(alert, kept.severity, beganAt);
  return {
    copies: alert.crossings.map(({ explanation }) => copyOf(alert, explanation)),
    change: {
      expression: {
        expression: `SET #crossings = :crossings, #crossingsBetween = :between, #worst = :worst${
          eased === undefined ? "" : ", #eased = :eased"
        } REMOVE #mailedSeverity`,
        values: {
          crossings: kept.crossings,
          between: kept.crossingsBetween,
          worst,
          ...(eased === undefined ? {} : { eased }),
        },
      },
      condition: { expression: "#version = :version", values: { version } },
    },
  };
};

function isEarlier({ crossings }: Item): boolean {
  return typeof crossings === "string";
}

/** An existing copy comes from an earlier version of the alert, or this release has written it since. */
function copyOf({ alertId, version }: EarlierAlert, explanation: Explanation): MigratedItem["copies"][number] {
  return {
    table: "alerts",
    item: { ...explanationItemOf(alertId, explanation), copiedVersion: version },
    condition: {
      expression: "attribute_not_exists(#scope) OR #copiedVersion < :version",
      values: { version },
    },
  };
}

/**
 * Computes since when the alert is as bad as now, so that nobody gets an old mail again. Also computes when it was last
 * eased, so that it is news if it becomes as bad again. When all readers knew the worst, their knowledge counts until
 * then.
 */
function toldOf(
  { raisedAt, crossings, transitions, mailedSeverity }: EarlierAlert,
  now: z.infer<typeof severity>,
  beganAt: Date,
) {
  const days = crossings.map(({ surveyDate }) => surveyDate).toSorted();
  const isTold = mailedSeverity !== undefined && rankOf(mailedSeverity) >= rankOf(now);
  const latest = startOfLocalDate(days.at(-1) ?? "");
  // When it has become worse since, only a final verdict or a correction can have eased it before.
  const easings = [
    ...transitions.filter(({ by }) => by === "system").map(({ at }) => at.getTime()),
    ...crossings
      .filter(({ explanation }) => explanation.verdict === "final")
      .map(({ surveyDate }) => surveyWindow(surveyDate).lateUntil.getTime()),
  ];
  const easedAt = isTold ? beganAt.getTime() : Math.max(...easings);
  return {
    worst: {
      severity: isTold ? mailedSeverity : now,
      since: isTold || latest < raisedAt ? raisedAt.getTime() : latest.getTime(),
    },
    eased:
      mailedSeverity === undefined || !Number.isFinite(easedAt)
        ? undefined
        : { severity: mailedSeverity, since: easedAt },
  };
}

function rankOf(one: z.infer<typeof severity>): number {
  return alertSeverities.indexOf(one);
}
