import * as z from "zod";
import {
  type Alert,
  type AlertRule,
  type AlertScope,
  type AlertStatus,
  alertSeverities,
  alertStatuses,
} from "../domain/alert.ts";
import { parseAlertId, scopeKeyOf } from "../domain/alert-lifecycle.ts";
import type { Database, Key } from "./database.ts";
import { alertRuleItem, explanationItem } from "./explanation-item.ts";
import { type Page, type PageRequest, readPage } from "./page.ts";
import { itemParser, refuseDamaged } from "./parse-item.ts";
import { exactJson, storedCode, storedDate, storedInstant, storedJson, storedLevel } from "./stored-fields.ts";

export type AlertStore = {
  get(alertId: string): Promise<Alert | undefined>;
  /** The one with the highest sequence, open or not. */
  latest(scope: AlertScope, rule: AlertRule): Promise<Alert | undefined>;
  /** Where two evaluations meet, one of them learns here that the alert is there. */
  putIfAbsent(alert: Alert): Promise<"created" | "exists">;
  save(alert: Alert, expectedVersion: number): Promise<"saved" | "conflict">;
  /** Latest raised first; eventually consistent. */
  byStatus(status: AlertStatus, page: PageRequest): Promise<Page<Alert>>;
  /** All alerts of a site, or of a school level of a territory: by rule, oldest first. */
  ofScope(scope: AlertScope): Promise<Alert[]>;
};

const scopeItem = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("site"), siteCode: storedCode, territory: z.string().min(1), level: storedLevel }),
  z.object({ kind: z.literal("territory"), territory: z.string().min(1), level: storedLevel }),
]);

const alertItem = z
  .object({
    alertId: z.string(),
    concerns: scopeItem,
    rule: alertRuleItem,
    sequence: z.int().min(1),
    status: z.enum(alertStatuses),
    severity: z.enum(alertSeverities),
    // Text, because it is the sort key of the index.
    raisedAt: z.iso.datetime().transform((text) => new Date(text)),
    crossings: storedJson(z.array(z.object({ surveyDate: storedDate, explanation: explanationItem }))),
    transitions: z.array(z.object({ to: z.enum(alertStatuses), by: z.string(), at: storedInstant, note: z.string() })),
    mailedSeverity: z.enum(alertSeverities).exactOptional(),
    version: z.int().min(1),
  })
  .transform(({ concerns, ...alert }): Alert => ({ ...alert, scope: concerns }));

/** The alerts with their crossings, explanations and lifecycle. */
export function alertStore(database: Database): AlertStore {
  const parse = itemParser("alerts", alertItem);

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

    byStatus(status, page) {
      const query = { table: "alerts", index: "byStatus", partition: status, descending: true } as const;
      return readPage(database, query, page, parse, refuseDamaged);
    },

    async ofScope(scope) {
      const alerts: Alert[] = [];
      const pages = database.queryPages({ table: "alerts", partition: scopeKeyOf(scope), consistent: true });
      for await (const items of pages) alerts.push(...items.map(parse));
      return alerts;
    },
  };
}

/** Zeros in front, so that text sorts as the numbers do. */
const sequenceDigits = 9;

function keyOf(alertId: string): Key | undefined {
  const parts = parseAlertId(alertId);
  if (parts === undefined) return undefined;
  return {
    scope: parts.scopeKey,
    ruleSequence: `${parts.rule}#${String(parts.sequence).padStart(sequenceDigits, "0")}`,
  };
}

function itemOf({ scope, raisedAt, crossings, transitions, ...alert }: Alert) {
  return {
    ...keyOf(alert.alertId),
    ...alert,
    concerns: scope,
    raisedAt: raisedAt.toISOString(),
    crossings: exactJson(crossings),
    transitions: transitions.map((transition) => ({ ...transition, at: transition.at.getTime() })),
  };
}
