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

/** Who moves an alert when a correction takes its cause away. */
const system = "system";

/** Whether later crossings join the alert instead of raising the next one. */
export function isOpen(status: AlertStatus): boolean {
  return status !== "closed" && status !== "withdrawn";
}

export type FindingDecision = { kind: "raised" | "appended" | "updated" | "unchanged"; alert: Alert };

/** What lies beside an alert and may matter for one survey day. */
export type Beside = {
  /** The stored explanation of that day. */
  explanation?: Explanation | undefined;
  /** All crossings, where the alert only counts some that matter: see `mayBeBetween`. */
  crossings?: readonly Crossing[] | undefined;
};

type Crossed = Pick<Alert, "crossings" | "crossingsBetween">;

/** All crossings of the alert: those it keeps and those it only counts. */
export function crossingsTotal({ crossings, crossingsBetween }: Crossed): number {
  return crossings.length + crossingsBetween.attention + crossingsBetween.alert;
}

/** Whether the day may be one of the crossings that the alert only counts: nobody can tell without reading them. */
export function mayBeBetween(alert: Crossed, surveyDate: LocalDate): boolean {
  const [first, second] = alert.crossings;
  if (first === undefined || second === undefined || crossingsTotal(alert) === alert.crossings.length) return false;
  return first.surveyDate < surveyDate && surveyDate < second.surveyDate;
}

/** Whether the rule spoke on the day, as far as the alert itself can tell. */
export function mayHaveCrossed(alert: Crossed, surveyDate: LocalDate): boolean {
  return alert.crossings.some((crossing) => crossing.surveyDate === surveyDate) || mayBeBetween(alert, surveyDate);
}

/**
 * What a finding does to the alerts of its rule and scope. An evaluation of the same survey day replaces that day's
 * crossing, except that a provisional one which comes too late does not replace the final one.
 * @param latest the latest alert of the rule and scope, if any. A closed one matters too: people have judged the
 *   survey days it holds, so the hourly evaluation of such a day raises no new alert unless it has become worse.
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
  // What is provisional may become as bad again within the hour, and nobody wants to be mailed of that.
  return { kind: "updated", alert: stands.verdict === "final" ? easedTo(updated, now) : updated };
}

export type WithdrawalDecision = { kind: "withdrawn" | "removed" | "unchanged"; alert: Alert };

/**
 * Takes a survey day's crossing out of an open alert after a correction. Without any crossing left the alert is
 * withdrawn, whoever worked on it; it keeps its last crossing, so that one can read why it had been raised. A crossing
 * removed earlier stays readable in the transition that removed it.
 * @param crossings all of the alert's, where it counts some without keeping them: one of them may take the place
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
  const byPeople = alert.transitions.filter((made) => made.by !== system).length;
  // Every way round in the lifecycle leads through a reopening.
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

/** What an alert keeps of an explanation. */
export function crossingOf({ surveyDate, verdict, severity, absent, pupils }: Explanation): Crossing {
  return { surveyDate, verdict, severity, absent, pupils };
}

const noCrossings = { attention: 0, alert: 0 } as const satisfies Record<AlertSeverity, number>;

/**
 * The kept crossings and, where all have been read, those between them. There the verdict is final: what is provisional
 * was left behind by a run that ended before it could write the alert.
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

/** Keeps the first and the latest of the crossings and counts those in between, beside those counted before. */
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

/** What people have been told of until then counts up to what is left. */
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
