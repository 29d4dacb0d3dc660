import { isDeepStrictEqual } from "node:util";
import {
  type Alert,
  type AlertRule,
  type AlertScope,
  type AlertSeverity,
  type AlertStatus,
  alertSeverities,
  type Crossing,
  type Finding,
} from "./alert.ts";
import { alertMoves } from "./alert-moves.ts";
import type { LocalDate } from "./local-date.ts";
import { type Refused, refused } from "./refusal.ts";

/** Who moves an alert when a correction takes its cause away. */
const system = "system";

/** Whether later crossings join the alert instead of raising the next one. */
export function isOpen(status: AlertStatus): boolean {
  return status !== "closed" && status !== "withdrawn";
}

export type FindingDecision = { kind: "raised" | "appended" | "updated" | "unchanged"; alert: Alert };

/**
 * What a finding does to the alerts of its rule and scope. An evaluation of the same survey day replaces that day's
 * crossing, except that a provisional one which comes too late does not replace the final one.
 * @param latest the latest alert of the rule and scope, if any. A closed one matters too: people have judged the
 *   survey days it holds, so the hourly evaluation of such a day raises no new alert unless it has become worse.
 * @param previousSequence the number of the latest alert of the rule and scope, 0 when there was none
 */
export function recordFinding(
  latest: Alert | undefined,
  previousSequence: number,
  { scope, explanation }: Finding,
  now: Date,
): FindingDecision {
  const { surveyDate } = explanation;
  const crossing = { surveyDate, explanation };
  const known = latest?.crossings.find((earlier) => earlier.surveyDate === surveyDate);
  const open = latest !== undefined && isOpen(latest.status) ? latest : undefined;
  if (open === undefined) {
    const judged = latest?.status === "closed" && known !== undefined;
    if (judged && !isWorse(explanation.severity, known.explanation.severity)) {
      return { kind: "unchanged", alert: latest };
    }
    return { kind: "raised", alert: raise(previousSequence + 1, scope, crossing, now) };
  }
  if (known === undefined) return { kind: "appended", alert: withCrossings(open, [...open.crossings, crossing]) };
  const comesTooLate = known.explanation.verdict === "final" && explanation.verdict === "provisional";
  if (comesTooLate || isDeepStrictEqual(known.explanation, explanation)) return { kind: "unchanged", alert: open };
  const others = open.crossings.filter((earlier) => earlier !== known);
  const updated = withCrossings(open, [...others, crossing]);
  // What is provisional may become as bad again within the hour, and nobody wants to be mailed of that.
  return { kind: "updated", alert: explanation.verdict === "final" ? mailedUpToSeverity(updated) : updated };
}

export type WithdrawalDecision = { kind: "withdrawn" | "removed" | "unchanged"; alert: Alert };

/**
 * Takes a survey day's crossing out of an open alert after a correction. Without any crossing left the alert is
 * withdrawn, whoever worked on it; it keeps its last crossing, so that one can read why it had been raised. A crossing
 * removed earlier stays readable in the transition that removed it.
 */
export function withdrawFinding(open: Alert, surveyDate: LocalDate, now: Date): WithdrawalDecision {
  const crossing = open.crossings.find((one) => one.surveyDate === surveyDate);
  if (crossing === undefined || !isOpen(open.status)) return { kind: "unchanged", alert: open };
  const { absent, pupils, severity } = crossing.explanation;
  const note = `${surveyDate}: ${absent}/${pupils}, ${severity}`;
  const others = open.crossings.filter((one) => one !== crossing);
  if (others.length === 0) {
    return { kind: "withdrawn", alert: moved(open, { to: "withdrawn", by: system, at: now, note }) };
  }
  const noted = moved(open, { to: open.status, by: system, at: now, note });
  return { kind: "removed", alert: mailedUpToSeverity({ ...noted, crossings: others, severity: worstOf(others) }) };
}

/**
 * A person's move. Reopening does not look at other alerts: the caller makes sure that no later alert of the same rule
 * and scope is open.
 */
export function transition(
  alert: Alert,
  to: AlertStatus,
  by: string,
  now: Date,
  note: string,
): { kind: "moved"; alert: Alert } | Refused {
  const moves: readonly AlertStatus[] = alertMoves[alert.status];
  if (!moves.includes(to)) {
    return refused({ reason: "illegal-transition", from: alert.status, to });
  }
  return { kind: "moved", alert: moved(alert, { to, by, at: now, note }) };
}

/** Whether the health office has yet to be told: of the alert, or that it has become worse. */
export function needsMail({
  status,
  severity,
  mailedSeverity,
}: Pick<Alert, "status" | "severity" | "mailedSeverity">): boolean {
  return isOpen(status) && (mailedSeverity === undefined || isWorse(severity, mailedSeverity));
}

/** Names a scope in identifiers and keys: `site.MIEE8AN02L`, `territory.MILANO.primary`. Needs no escaping in a URL. */
export function scopeKeyOf(scope: AlertScope): string {
  return scope.kind === "site"
    ? `${scope.kind}.${scope.siteCode}`
    : `${scope.kind}.${encodeName(scope.territory)}.${scope.level}`;
}

/** `site.MIEE8AN02L.absolute.1`: scope, rule and sequence. */
export function alertIdOf(scope: AlertScope, rule: AlertRule, sequence: number): string {
  return `${scopeKeyOf(scope)}.${rule}.${sequence}`;
}

/** The parts of an alert's identifier, as its key needs them; undefined when the text is none. */
export function parseAlertId(alertId: string): { scopeKey: string; rule: string; sequence: number } | undefined {
  const match = /^((?:site\.[A-Z0-9]{10})|(?:territory\.[\w~-]+\.[a-z-]+))\.([a-z0-9-]+)\.([1-9]\d{0,8})$/.exec(
    alertId,
  );
  const [, scopeKey, rule, sequence] = match ?? [];
  if (scopeKey === undefined || rule === undefined) return undefined;
  return { scopeKey, rule, sequence: Number(sequence) };
}

function raise(sequence: number, scope: AlertScope, crossing: Crossing, now: Date): Alert {
  const { rule, severity } = crossing.explanation;
  return {
    alertId: alertIdOf(scope, rule, sequence),
    scope,
    rule,
    sequence,
    status: "new",
    severity,
    raisedAt: now,
    crossings: [crossing],
    transitions: [],
    version: 1,
  };
}

function withCrossings(alert: Alert, crossings: readonly Crossing[]): Alert {
  const sorted = crossings.toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
  return { ...alert, crossings: sorted, severity: worstOf(sorted), version: alert.version + 1 };
}

/** Once it has become better, to become as bad again is news: what was mailed counts up to what is left. */
function mailedUpToSeverity(alert: Alert): Alert {
  const { severity, mailedSeverity } = alert;
  const isBetter = mailedSeverity !== undefined && isWorse(mailedSeverity, severity);
  return isBetter ? { ...alert, mailedSeverity: severity } : alert;
}

function moved(alert: Alert, made: Alert["transitions"][number]): Alert {
  return { ...alert, status: made.to, transitions: [...alert.transitions, made], version: alert.version + 1 };
}

function worstOf(crossings: readonly Crossing[]): AlertSeverity {
  const present = new Set(crossings.map(({ explanation }) => explanation.severity));
  return alertSeverities.findLast((severity) => present.has(severity)) ?? alertSeverities[0];
}

function isWorse(one: AlertSeverity, other: AlertSeverity): boolean {
  return alertSeverities.indexOf(one) > alertSeverities.indexOf(other);
}

/** Percent encoding with `~` for the percent sign, which gateways would decode, and for the dot, which separates. */
function encodeName(name: string): string {
  return encodeURIComponent(name)
    .replace(/[!'()*.~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%", "~");
}
