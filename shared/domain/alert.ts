import type { Level, SiteCode, Territory } from "./codes.ts";
import type { Explanation } from "./explanation.ts";
import type { LocalDate } from "./local-date.ts";

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

/** Ascending: a later one is worse. */
export const alertSeverities = ["attention", "alert"] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** Provisional while the survey day is open or late, final once after it closed. */
export type Verdict = "provisional" | "final";

/** One survey day on which the rule spoke for the scope. */
export type Crossing = { surveyDate: LocalDate; explanation: Explanation };

/** What a rule found for one scope on one survey day, before it becomes, joins or leaves an alert. */
export type Finding<L extends string = Level> = { scope: AlertScope<L>; explanation: Explanation };

export type AlertTransition = { to: AlertStatus; by: string; at: Date; note: string };

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
  /** Oldest first, one per survey day. */
  crossings: readonly Crossing[];
  transitions: readonly AlertTransition[];
  /** The severity the health office has been mailed about; a new mail only when it rises. */
  mailedSeverity?: AlertSeverity;
  /** Counts writes, for the condition of the next one. */
  version: number;
};
