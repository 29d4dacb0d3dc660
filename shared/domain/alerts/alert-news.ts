import { millisecondsInDay } from "date-fns/constants";
import type { Alert } from "./alert.ts";
import { isOpen } from "./alert-lifecycle.ts";
import { type AlertSeverity, alertSeverities } from "./verdict.ts";

/** Older news is not mailed. So the search for what a reader knows goes back only this far. */
export const newsDays = 30;

/** The part of an alert that decides who gets a mail about it. */
export type AlertNews = Pick<Alert, "alertId" | "scope" | "status" | "severity" | "worst" | "eased">;

/** A reader received a mail about an alert with this severity, at this time. */
export type Told = { severity: AlertSeverity; at: Date };

/** Whether the alert may still be mailed to a reader who does not know it. */
export function isRecent({ status, worst }: Pick<AlertNews, "status" | "worst">, now: Date): boolean {
  return isOpen(status) && now.getTime() - worst.since.getTime() < newsDays * millisecondsInDay;
}

/**
 * The severity that a mail of the past counts for today. If the alert was eased since, the mail counts at most as the
 * eased severity. So it is news when the alert becomes as bad again.
 */
export function toldSeverity({ eased }: Pick<AlertNews, "eased">, { severity, at }: Told): AlertSeverity {
  const isBefore = eased !== undefined && at < eased.since;
  return isBefore && rankOf(eased.severity) < rankOf(severity) ? eased.severity : severity;
}

/** Whether the alert is worse than the reader knows; true as well if the reader knows nothing. */
export function isNewsAfter({ severity }: Pick<AlertNews, "severity">, told: AlertSeverity | undefined): boolean {
  return told === undefined || rankOf(severity) > rankOf(told);
}

function rankOf(severity: AlertSeverity): number {
  return alertSeverities.indexOf(severity);
}
