import { isDeepStrictEqual } from "node:util";
import type { LocalDate } from "../calendar/local-date.ts";
import { type Refused, refused } from "../refusal.ts";
import {
  type Alert,
  type AlertStatus,
  type AlertTransition,
  type Crossing,
  type Finding,
  latestCrossingsMax,
  systemTransitionsMax,
  transitionsMax,
} from "./alert.ts";
import { alertIdOf } from "./alert-id.ts";
import { alertMoves } from "./alert-moves.ts";
import type { Explanation } from "./explanation.ts";
import { type AlertSeverity, alertSeverities } from "./verdict.ts";

/** The author of a withdrawal after a correction. */
const system = "system";

/** Whether later crossings join the alert instead of raising a new one. */
export function isOpen(status: AlertStatus): boolean {
  return status !== "closed" && status !== "withdrawn";
}

export type FindingDecision = { kind: "raised" | "appended" | "updated" | "unchanged"; alert: Alert };

/** Stored data next to an alert that may matter for one survey day. */
export type Beside = {
  /** The stored explanation of that day. */
  explanation?: Explanation | undefined;
  /** All crossings, for an alert that only counts some relevant ones: see `mayBeBetween`. */
  crossings?: readonly Crossing[] | undefined;
};

type Crossed = Pick<Alert, "crossings" | "crossingsBetween">;

/** All crossings of the alert: the kept ones and those that it only counts. */
export function crossingsTotal({ crossings, crossingsBetween }: Crossed): number {
  return crossings.length + crossingsBetween.attention + crossingsBetween.alert;
}

/** Whether the day may be one of the crossings that the alert only counts. Only reading them can tell. */
export function mayBeBetween(alert: Crossed, surveyDate: LocalDate): boolean {
  const [first, second] = alert.crossings;
  if (first === undefined || second === undefined || crossingsTotal(alert) === alert.crossings.length) return false;
  return first.surveyDate < surveyDate && surveyDate < second.surveyDate;
}

/** Whether the rule signalled on the day, as far as the alert itself knows. */
export function mayHaveCrossed(alert: Crossed, surveyDate: LocalDate): boolean {
  return alert.crossings.some((crossing) => crossing.surveyDate === surveyDate) || mayBeBetween(alert, surveyDate);
}

/**
 * Decides what a finding does to the alerts of its rule and scope. A new evaluation of a survey day replaces that day's
 * crossing, except that a late provisional crossing does not replace the final one.
 * @param latest the latest alert of the rule and scope, if any. A closed one matters too: people have judged its survey
 * days, so the hourly evaluation of such a day raises a new alert only if the day has become worse.
 */
export function recordFinding(latest: Alert | undefined, finding: Finding, beside: Beside, now: Date): FindingDecision {
  const { explanation } = finding;
  const { surveyDate } = explanation;
  const crossing = crossingOf(explanation);
  const open = latest !== undefined && isOpen(latest.status) ? latest : undefined;
  const all = latest === undefined ? [] : allCrossings(latest, beside.crossings);
  const known = all.find((earlier) => earlier.surveyDate === surveyDate);
  if (open === undefined) {
    const judged = latest?.status === "closed" && known !== undefined;
    if (judged && !isWorse(explanation.severity, known.severity)) return { kind: "unchanged", alert: latest };
    return { kind: "raised", alert: raise((latest?.sequence ?? 0) + 1, finding, now) };
  }
  if (known === undefined) {
    return { kind: "appended", alert: withCrossings(open, [...all, crossing], beside, now) };
  }
  const comesTooLate = known.verdict === "final" && explanation.verdict === "provisional";
  const stands = comesTooLate ? known : crossing;
  const others = all.filter((earlier) => earlier !== known);
  const updated = withCrossings(open, [...others, stands], beside, now);
  const isExplained = comesTooLate || isDeepStrictEqual(beside.explanation, explanation);
  if (isExplained && isDeepStrictEqual({ ...updated, version: open.version }, open)) {
    return { kind: "unchanged", alert: open };
  }
  // A provisional value may become as bad again within the hour, and nobody wants a mail about that.
  return { kind: "updated", alert: stands.verdict === "final" ? easedTo(updated, now) : updated };
}

export type WithdrawalDecision = { kind: "withdrawn" | "removed" | "unchanged"; alert: Alert };

/**
 * Removes a survey day's crossing from an open alert after a correction. When no crossing is left, the alert is
 * withdrawn, even if people worked on it. It keeps its last crossing, so that people can read why it was raised. The
 * transition that removed an earlier crossing keeps it readable.
 * @param crossings all crossings of an alert that only counts some of them: one of them may replace the removed one
 */
export function withdrawFinding(
  open: Alert,
  surveyDate: LocalDate,
  crossings: readonly Crossing[] | undefined,
  now: Date,
): WithdrawalDecision {
  const all = allCrossings(open, crossings);
  const crossing = all.find((one) => one.surveyDate === surveyDate);
  if (crossing === undefined || !isOpen(open.status)) return { kind: "unchanged", alert: open };
  const { absent, pupils, severity } = crossing;
  const note = `${surveyDate}: ${absent}/${pupils}, ${severity}`;
  const others = all.filter((one) => one !== crossing);
  if (others.length === 0) {
    return { kind: "withdrawn", alert: moved(open, { to: "withdrawn", by: system, at: now, note }) };
  }
  const noted = moved(open, { to: open.status, by: system, at: now, note });
  const removed = withCrossings(noted, others, { crossings }, now);
  return { kind: "removed", alert: easedTo({ ...removed, version: noted.version }, now) };
}

/**
 * A move by a person. Reopening does not check other alerts: the caller makes sure that no later alert of the same rule
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
  const byPeople = alert.transitions.filter((made) => made.by !== system).length;
  // Every cycle in the lifecycle passes through a reopening.
  if (to === "reopened" && byPeople >= transitionsMax) {
    return refused({ reason: "too-many-transitions", transitionsMax });
  }
  return { kind: "moved", alert: moved(alert, { to, by, at: now, note }) };
}

function raise(sequence: number, { scope, explanation }: Finding, now: Date): Alert {
  const { rule, severity } = explanation;
  return {
    alertId: alertIdOf(scope, rule, sequence),
    scope,
    rule,
    sequence,
    status: "new",
    severity,
    raisedAt: now,
    crossings: [crossingOf(explanation)],
    crossingsBetween: noCrossings,
    transitions: [],
    worst: { severity, since: now },
    version: 1,
  };
}

/** The part of an explanation that an alert keeps. */
export function crossingOf({ surveyDate, verdict, severity, absent, pupils }: Explanation): Crossing {
  return { surveyDate, verdict, severity, absent, pupils };
}

const noCrossings = { attention: 0, alert: 0 } as const satisfies Record<AlertSeverity, number>;

/**
 * The kept crossings and, if all were read, those between them. Those between have a final verdict: a provisional one
 * comes from a run that ended before it wrote the alert.
 */
function allCrossings({ crossings }: Alert, read: readonly Crossing[] = []): readonly Crossing[] {
  const [first, ...latest] = crossings;
  const second = latest[0];
  if (first === undefined || second === undefined) return crossings;
  const between = read.filter(
    ({ surveyDate, verdict }) => verdict === "final" && first.surveyDate < surveyDate && surveyDate < second.surveyDate,
  );
  return [first, ...between, ...latest];
}

/** Keeps the first and the latest crossings, and counts those in between together with those counted before. */
export function keepCrossings(
  crossings: readonly Crossing[],
  counted: Alert["crossingsBetween"] = noCrossings,
): Pick<Alert, "crossings" | "crossingsBetween" | "severity"> {
  const sorted = crossings.toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
  const others = sorted.slice(1);
  const split = Math.max(0, others.length - latestCrossingsMax);
  const between = others.slice(0, split);
  const countOf = (severity: AlertSeverity) =>
    counted[severity] + between.filter((crossing) => crossing.severity === severity).length;
  const kept = [...sorted.slice(0, 1), ...others.slice(split)];
  const crossingsBetween = { attention: countOf("attention"), alert: countOf("alert") };
  return { crossings: kept, crossingsBetween, severity: worstOf(kept, crossingsBetween) };
}

function withCrossings(alert: Alert, crossings: readonly Crossing[], { crossings: read }: Beside, now: Date): Alert {
  const kept = keepCrossings(crossings, read === undefined ? alert.crossingsBetween : noCrossings);
  const { severity } = kept;
  const worst = isWorse(severity, alert.worst.severity) ? { severity, since: now } : alert.worst;
  return { ...alert, ...kept, worst, version: alert.version + 1 };
}

/** People have been told of more than the present severity. From now on, that counts only as the present severity. */
function easedTo(alert: Alert, now: Date): Alert {
  const { severity, raisedAt, worst } = alert;
  if (!isWorse(worst.severity, severity)) return alert;
  return { ...alert, eased: { severity, since: now }, worst: { severity, since: raisedAt } };
}

function moved(alert: Alert, made: AlertTransition): Alert {
  const bySystem = alert.transitions.filter(({ by }) => by === system);
  const oldest = bySystem.length < systemTransitionsMax ? undefined : bySystem[0];
  const transitions = alert.transitions.filter((earlier) => made.by !== system || earlier !== oldest);
  return { ...alert, status: made.to, transitions: [...transitions, made], version: alert.version + 1 };
}

function worstOf(crossings: readonly Crossing[], between: Alert["crossingsBetween"]): AlertSeverity {
  const present = new Set(crossings.map(({ severity }) => severity));
  const isThere = (severity: AlertSeverity) => present.has(severity) || between[severity] > 0;
  return alertSeverities.findLast(isThere) ?? alertSeverities[0];
}

function isWorse(one: AlertSeverity, other: AlertSeverity): boolean {
  return alertSeverities.indexOf(one) > alertSeverities.indexOf(other);
}
