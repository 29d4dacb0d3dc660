import { millisecondsInDay } from "date-fns/constants";
import type { Alert } from "./alert.ts";
import { isOpen } from "./alert-lifecycle.ts";
import { type AlertSeverity, alertSeverities } from "./verdict.ts";

/** What became news longer ago is mailed no more: nobody looks further back at what a reader was told. */
export const newsDays = 30;

/** As much of an alert as decides whom to mail about it. */
export type AlertNews = Pick<Alert, "alertId" | "scope" | "status" | "severity" | "worst" | "eased">;

/** That a reader was told of an alert, as so severe, and when. */
export type Told = { severity: AlertSeverity; at: Date };

/** Whether the alert may still be mailed, to whom does not know it. */
export function isRecent({ status, worst }: Pick<AlertNews, "status" | "worst">, now: Date): boolean {
  return isOpen(status) && now.getTime() - worst.since.getTime() < newsDays * millisecondsInDay;
}

/**
 * What a mail to a reader counts for today. What was told before the alert was eased counts up to what was left then,
 * so that to become as bad again is news.
 */
export function toldSeverity({ eased }: Pick<AlertNews, "eased">, { severity, at }: Told): AlertSeverity {
  const isBefore = eased !== undefined && at < eased.since;
  return isBefore && rankOf(eased.severity) < rankOf(severity) ? eased.severity : severity;
}

/** Whether the alert is worse than the reader was told; undefined where the reader was told nothing. */
export function isNewsAfter({ severity }: Pick<AlertNews, "severity">, told: AlertSeverity | undefined): boolean {
  return told === undefined || rankOf(severity) > rankOf(told);
}

function rankOf(severity: AlertSeverity): number {
  return alertSeverities.indexOf(severity);
}
