import * as z from "zod";
import {
  type Alert,
  type AlertRule,
  type AlertScope,
  type AlertStatus,
  alertStatuses,
  type Crossing,
  type SeveritySince,
} from "../domain/alerts/alert.ts";
import { parseAlertId, scopeKeyOf } from "../domain/alerts/alert-id.ts";
import { crossingOf, isOpen } from "../domain/alerts/alert-lifecycle.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { alertSeverities, type Verdict } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Territory } from "../domain/codes.ts";
import type { Database, Expression, Item } from "./database.ts";
import { alertRuleItem, explanationItem } from "./explanation-item.ts";
import { itemParser, type OnDamaged, readable } from "./parse-item.ts";
import {
  exactJson,
  storedCode,
  storedCount,
  storedDate,
  storedInstant,
  storedJson,
  storedLevel,
} from "./stored-fields.ts";

/**
 * The position of an alert among all of its status. Alerts raised at the same instant are ordered by their ids.
 * Positions of alerts of several territories can be compared.
 */
export type AlertPlace = string;

/** `readTo` is the position of the last item read; absent when nothing follows. */
export type PlacedAlerts = { items: readonly { alert: Alert; place: AlertPlace }[]; readTo?: AlertPlace };

export type AlertStore = {
  get(alertId: string): Promise<Alert | undefined>;
  /** The alert with the highest sequence, open or not. */
  latest(scope: AlertScope, rule: AlertRule): Promise<Alert | undefined>;
  /** When two evaluations run at once, one of them learns here that the alert exists. */
  putIfAbsent(alert: Alert): Promise<"created" | "exists">;
  save(alert: Alert, expectedVersion: number): Promise<"saved" | "conflict">;
  /** The alerts of the territory and status after the position, latest raised first; eventually consistent. */
  ofTerritory(
    territory: Territory,
    status: AlertStatus,
    from: { behind?: AlertPlace; limit: number },
    onDamaged: OnDamaged,
  ): Promise<PlacedAlerts>;
  /** All alerts of a site, or of a school level of a territory: by rule, oldest first. */
  ofScope(scope: AlertScope): Promise<Alert[]>;

  /** Must come before the alert is written. A provisional explanation never replaces a final one. */
  explain(alertId: string, explanation: Explanation): Promise<"written" | "final-stands">;
  /** Must come after the alert is written. */
  removeExplanation(alertId: string, surveyDate: LocalDate): Promise<void>;
  /** The existing explanations of the given survey days, by survey day. */
  explanations(
    alertId: string,
    surveyDates: readonly LocalDate[],
    onDamaged: OnDamaged,
  ): Promise<ReadonlyMap<LocalDate, Explanation>>;
  /** One crossing for each explanation, oldest first. */
  crossings(alertId: string): Promise<Crossing[]>;
};

const scopeItem = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("site"), siteCode: storedCode, territory: z.string().min(1), level: storedLevel }),
  z.object({ kind: z.literal("territory"), territory: z.string().min(1), level: storedLevel }),
]);

const severityItem = z.enum(alertSeverities);
const severitySinceItem = z.object({ severity: severityItem, since: storedInstant });

const crossingItem = z.object({
  surveyDate: storedDate,
  verdict: z.enum(["provisional", "final"]),
  severity: severityItem,
  absent: storedCount,
  pupils: storedCount,
});

const alertItem = z
  .object({
    alertId: z.string(),
    concerns: scopeItem,
    rule: alertRuleItem,
    sequence: z.int().min(1),
    status: z.enum(alertStatuses),
    severity: severityItem,
    // It is text, because it is the sort key of the index.
    raisedAt: z.iso.datetime().transform((text) => new Date(text)),
    crossings: z.array(crossingItem).min(1),
    crossingsBetween: z.object({ attention: storedCount, alert: storedCount }),
    transitions: z.array(z.object({ to: z.enum(alertStatuses), by: z.string(), at: storedInstant, note: z.string() })),
    worst: severitySinceItem,
    eased: severitySinceItem.exactOptional(),
    version: z.int().min(1),
  })
  .transform(({ concerns, ...alert }): Alert => ({ ...alert, scope: concerns }));

const explanationOfDayItem = z.object({ surveyDate: storedDate, explanation: storedJson(explanationItem) });

/**
 * The alerts with their crossings and lifecycle, and the explanations of their crossings as separate items. No index
 * contains the explanations, and reading a scope does not return them.
 */
export function alertStore(database: Database): AlertStore {
  const parse = itemParser("alerts", alertItem);
  const parseExplanation = itemParser("alerts", explanationOfDayItem);
  const parseCrossing = itemParser("alerts", crossingItem);

  return {
    async get(alertId) {
      const key = keyOf(alertId);
      const item = key && (await database.get("alerts", key, { consistent: true }));
      return item === undefined ? undefined : parse(item);
    },

    async latest(scope, rule) {
      const pages = database.queryPages({
        table: "alerts",
        partition: scopeKeyOf(scope),
        sort: { prefix: `${rule}#` },
        descending: true,
        consistent: true,
        pageItemsMax: 1,
      });
      for await (const [item] of pages) if (item !== undefined) return parse(item);
      return undefined;
    },

    async putIfAbsent(alert) {
      const outcome = await database.put("alerts", itemOf(alert), { expression: "attribute_not_exists(#scope)" });
      return outcome.kind === "written" ? "created" : "exists";
    },

    async save(alert, expectedVersion) {
      const outcome = await database.put("alerts", itemOf(alert), {
        expression: "#version = :expectedVersion",
        values: { expectedVersion },
      });
      return outcome.kind === "written" ? "saved" : "conflict";
    },

    async ofTerritory(territory, status, { behind, limit }, onDamaged) {
      const prefix = standingPrefix(status);
      const items: Item[] = [];
      const pages = database.queryPages({
        table: "alerts",
        index: "byTerritory",
        partition: territory,
        sort: behind === undefined ? { prefix } : { from: prefix, to: prefix + behind },
        descending: true,
        // One extra item shows whether more follow. Another one is the starting position itself.
        pageItemsMax: limit + 2,
      });
      for await (const page of pages) {
        items.push(...page.filter(({ standing }) => standing !== prefix + behind));
        if (items.length > limit) break;
      }
      const read = items.slice(0, limit);
      const placeOf = (item: Item | undefined) => String(item?.standing).slice(prefix.length);
      const parsePlaced = (item: Item) => ({ alert: parse(item), place: placeOf(item) });
      return {
        items: readable(read, parsePlaced, onDamaged),
        ...(items.length > limit ? { readTo: placeOf(read.at(-1)) } : {}),
      };
    },

    async ofScope(scope) {
      const alerts: Alert[] = [];
      const pages = database.queryPages({
        table: "alerts",
        partition: scopeKeyOf(scope),
        sort: { upTo: explanationMark },
        consistent: true,
      });
      for await (const items of pages) alerts.push(...items.map(parse));
      return alerts;
    },

    async explain(alertId, explanation) {
      const item = explanationItemOf(alertId, explanation);
      const outcome = await database.put("alerts", item, explainCondition[explanation.verdict]);
      return outcome.kind === "written" ? "written" : "final-stands";
    },

    async removeExplanation(alertId, surveyDate) {
      await database.remove("alerts", explanationKey(alertId, surveyDate), {
        expression: "attribute_exists(#scope)",
      });
    },

    async explanations(alertId, surveyDates, onDamaged) {
      const keys = [...new Set(surveyDates)].map((surveyDate) => explanationKey(alertId, surveyDate));
      const items = await database.getMany("alerts", keys, { consistent: true });
      const stored = readable(items, parseExplanation, onDamaged);
      return new Map(stored.map(({ surveyDate, explanation }) => [surveyDate, explanation]));
    },

    async crossings(alertId) {
      const { scope, ruleSequence } = explanationKey(alertId, "");
      const crossings: Crossing[] = [];
      const pages = database.queryPages({
        table: "alerts",
        partition: scope,
        sort: { prefix: ruleSequence },
        consistent: true,
      });
      for await (const items of pages) crossings.push(...items.map(parseCrossing));
      return crossings;
    },
  };
}

const explainCondition = {
  provisional: { expression: "attribute_not_exists(#scope) OR #verdict <> :final", values: { final: "final" } },
  // A new evaluation of a day also replaces its own final verdict. Only alerts have a version.
  final: { expression: "attribute_not_exists(#version)" },
} as const satisfies Record<Verdict, Expression>;

/** The number has leading zeros, so that text sorts like numbers. */
const sequenceDigits = 9;

/** The start of an explanation's sort key. It sorts after the names of all rules. */
const explanationMark = "x#";

function keyOf(alertId: string): { scope: string; ruleSequence: string } | undefined {
  const parts = parseAlertId(alertId);
  if (parts === undefined) return undefined;
  return {
    scope: parts.scopeKey,
    ruleSequence: `${parts.rule}#${String(parts.sequence).padStart(sequenceDigits, "0")}`,
  };
}

function explanationKey(alertId: string, surveyDate: LocalDate): { scope: string; ruleSequence: string } {
  const key = keyOf(alertId);
  if (key === undefined) throw new RangeError(`${alertId} names no alert`);
  return { scope: key.scope, ruleSequence: `${explanationMark}${key.ruleSequence}#${surveyDate}` };
}

/**
 * It contains the text and the short form that an alert keeps. So crossings can be counted without reading the text.
 */
export function explanationItemOf(alertId: string, explanation: Explanation): Item {
  return {
    ...explanationKey(alertId, explanation.surveyDate),
    ...crossingOf(explanation),
    explanation: exactJson(explanation),
  };
}

/** The sort key of the index by territory: whether the alert is open, its status, and its position. */
export function standingOf({ alertId, status, raisedAt }: Pick<Alert, "alertId" | "status" | "raisedAt">): string {
  return `${standingPrefix(status)}${raisedAt.toISOString()}#${alertId}`;
}

function standingPrefix(status: AlertStatus): string {
  return `${isOpen(status) ? "running" : "ended"}#${status}#`;
}

function itemOf({ scope, raisedAt, transitions, worst, eased, ...alert }: Alert) {
  return {
    ...keyOf(alert.alertId),
    ...alert,
    concerns: scope,
    territory: scope.territory,
    standing: standingOf({ ...alert, raisedAt }),
    raisedAt: raisedAt.toISOString(),
    transitions: transitions.map((transition) => ({ ...transition, at: transition.at.getTime() })),
    worst: severitySince(worst),
    ...(eased === undefined ? {} : { eased: severitySince(eased) }),
  };
}

function severitySince({ severity, since }: SeveritySince) {
  return { severity, since: since.getTime() };
}
