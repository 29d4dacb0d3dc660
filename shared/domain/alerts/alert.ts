import type { Level, SiteCode, Territory } from "../codes.ts";
import type { Explanation } from "./explanation.ts";
import type { AlertSeverity } from "./verdict.ts";

/** `L` is free text only in backtests on other countries' data. */
export type AlertScope<L extends string = Level> =
  | { kind: "site"; siteCode: SiteCode; territory: Territory; level: L }
  | { kind: "territory"; territory: Territory; level: L };

export type AlertRule = Explanation["rule"];

/** Every rule by its name, for those who read rules from outside. */
export const alertRules = {
  absolute: "absolute",
  "level-threshold": "level-threshold",
  site: "site",
  "common-cause": "common-cause",
  territory: "territory",
} as const satisfies { [Rule in AlertRule]: Rule };

export const alertStatuses = [
  "new",
  "acknowledged",
  "verified",
  "false-alarm",
  "closed",
  "reopened",
  "withdrawn",
] as const;
export type AlertStatus = (typeof alertStatuses)[number];

/** One survey day on which the rule spoke for the scope, in short. Its explanation lies beside the alert. */
export type Crossing = Pick<Explanation, "surveyDate" | "verdict" | "severity" | "absent" | "pupils">;

/** An alert keeps its first crossing and so many of the latest ones: it cannot outgrow an item. */
export const latestCrossingsMax = 30;

/** What a rule found for one scope on one survey day, before it becomes, joins or leaves an alert. */
export type Finding<L extends string = Level> = { scope: AlertScope<L>; explanation: Explanation };

export type AlertTransition = { to: AlertStatus; by: string; at: Date; note: string };

/**
 * An alert with so many transitions by people is not reopened again: what is open can still be brought to its end, and
 * the next crossing raises another alert.
 */
export const transitionsMax = 30;
/** Of the system's own transitions an alert keeps the latest: a withdrawal is never refused for want of room. */
export const systemTransitionsMax = 40;
/** UTF-16 code units of a transition's note. */
export const noteLengthMax = 1_000;

/** A severity, and since when. */
export type SeveritySince = { severity: AlertSeverity; since: Date };

/** At most one is open per (rule, scope); later crossings append to it. */
export type Alert = {
  alertId: string;
  scope: AlertScope;
  rule: AlertRule;
  /** 1 for the first alert of this rule and scope, 2 for the next one after it was closed … */
  sequence: number;
  status: AlertStatus;
  severity: AlertSeverity;
  raisedAt: Date;
  /** Oldest first, one per survey day: the first one and the latest ones. */
  crossings: readonly Crossing[];
  /** How many more lie between the first one and the others, by severity. */
  crossingsBetween: Readonly<Record<AlertSeverity, number>>;
  transitions: readonly AlertTransition[];
  /** The worst it has been since it was last eased. This is what people are told once. */
  worst: SeveritySince;
  /** When a final verdict or a correction last made it better than that: to become as bad again is news. */
  eased?: SeveritySince;
  /** Counts writes, for the condition of the next one. */
  version: number;
};
