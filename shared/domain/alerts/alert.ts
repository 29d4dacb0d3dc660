import type { Level, SiteCode, Territory } from "../codes.ts";
import type { Explanation } from "./explanation.ts";
import type { AlertSeverity } from "./verdict.ts";

/** `L` is free text only in backtests on other countries' data. */
export type AlertScope<L extends string = Level> =
  | { kind: "site"; siteCode: SiteCode; territory: Territory; level: L }
  | { kind: "territory"; territory: Territory; level: L };

export type AlertRule = Explanation["rule"];

/** Every rule by its name, for code that reads rule names from outside. */
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

/** One survey day on which the rule signalled for the scope, in short. Its explanation is stored next to the alert. */
export type Crossing = Pick<Explanation, "surveyDate" | "verdict" | "severity" | "absent" | "pupils">;

/** An alert keeps its first crossing and this many of the latest ones, so that it fits in one item. */
export const latestCrossingsMax = 30;

/** The result of a rule for one scope on one survey day, before it becomes, joins or leaves an alert. */
export type Finding<L extends string = Level> = { scope: AlertScope<L>; explanation: Explanation };

export type AlertTransition = { to: AlertStatus; by: string; at: Date; note: string };

/**
 * People cannot reopen an alert that has this many transitions by people. They can still finish an open alert, and the
 * next crossing raises another alert.
 */
export const transitionsMax = 30;
/** An alert keeps this many of the system's own transitions, the latest: a withdrawal always finds room. */
export const systemTransitionsMax = 40;
/** UTF-16 code units of a transition's note. */
export const noteLengthMax = 1_000;

/** A severity, and the time since which it applies. */
export type SeveritySince = { severity: AlertSeverity; since: Date };

/** At most one alert is open per (rule, scope). Later crossings join it. */
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
  /** How many more crossings there are between the first and the others, by severity. */
  crossingsBetween: Readonly<Record<AlertSeverity, number>>;
  transitions: readonly AlertTransition[];
  /** The worst severity since it was last eased. People hear of it once. */
  worst: SeveritySince;
  /** The last time that a final verdict or a correction made it better. If it becomes as bad again, that is news. */
  eased?: SeveritySince;
  /** Counts writes, for the condition of the next one. */
  version: number;
};
