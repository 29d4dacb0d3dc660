import { historyDaysOf } from "../../shared/detection/aligned-days.ts";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import { markAlarmed } from "../../shared/detection/mark-alarmed.ts";
import type { AlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import type { Scenario } from "./scenarios.ts";
import type { Season } from "./season.ts";

/** The results of a policy in one season. Counts of days are survey days. A delay of 0 is the event's first day. */
export type SeasonResult = {
  scenario: Scenario;
  siteDays: number;
  territoryDays: number;
  /** Site-days with a finding of rule S, how many of them are severe, and alerts, which are runs of such days. */
  siteAlertDays: number;
  siteSevereDays: number;
  siteAlerts: number;
  territoryAlerts: number;
  notices: number;
  /** Counts within the event. */
  event?: {
    days: number;
    /** At the affected site; for a wave, at any site. */
    siteAlertDays: number;
    siteSevereDays: number;
    siteDelay?: number;
    territoryAlertDays: number;
    territoryDelay?: number;
    notices: number;
  };
};

/** After this many survey days without a crossing, the next crossing is another alert. */
const daysUntilClosed = 2;

/** Runs the policy through a season: on the evening of every day and again when it closes, as the jobs do. */
export function judgeSeason(scenario: Scenario, { days, event }: Season, policy: AlertPolicy): SeasonResult {
  const result: SeasonResult = {
    scenario,
    siteDays: 0,
    territoryDays: 0,
    siteAlertDays: 0,
    siteSevereDays: 0,
    siteAlerts: 0,
    territoryAlerts: 0,
    notices: 0,
  };
  const inEvent = event && {
    days: event.to - event.from + 1,
    siteAlertDays: 0,
    siteSevereDays: 0,
    territoryAlertDays: 0,
    notices: 0,
  };
  let siteDelay: number | undefined;
  let territoryDelay: number | undefined;
  const history: DaySheet[] = [];
  const lastCrossing = new Map<string, number>();

  for (const [day, { evening, closed }] of days.entries()) {
    const known = history.slice(-historyDaysOf(policy));
    const provisional = evaluateDay({
      policy,
      officeCode: firstOfficeCode,
      policyVersion: 1,
      today: evening,
      history: known,
      verdict: "provisional",
    });
    const final = evaluateDay({
      policy,
      officeCode: firstOfficeCode,
      policyVersion: 1,
      today: closed,
      history: known,
      verdict: "final",
    });
    history.push(markAlarmed(closed, final));

    for (const { kind, rule } of final.assessments) {
      if (kind !== "assessed") continue;
      if (rule === "site") result.siteDays += 1;
      if (rule === "territory") result.territoryDays += 1;
    }
    const crossings = new Map<string, { rule: string; siteCode?: string; severe: boolean }>();
    for (const { scope, explanation } of [...provisional.findings, ...final.findings]) {
      const siteCode = scope.kind === "site" ? scope.siteCode : undefined;
      const key = `${explanation.rule} ${siteCode ?? scope.level}`;
      const severe = explanation.severity === "alert" || crossings.get(key)?.severe === true;
      crossings.set(key, { rule: explanation.rule, severe, ...(siteCode === undefined ? {} : { siteCode }) });
    }

    const during = event !== undefined && day >= event.from && day <= event.to;
    for (const [key, { rule, siteCode, severe }] of crossings) {
      const isNew = day - (lastCrossing.get(key) ?? Number.NEGATIVE_INFINITY) > daysUntilClosed;
      lastCrossing.set(key, day);
      if (rule === "site") {
        result.siteAlertDays += 1;
        if (severe) result.siteSevereDays += 1;
        if (isNew) result.siteAlerts += 1;
      }
      if (rule === "territory" && isNew) result.territoryAlerts += 1;
      if (rule === "common-cause") result.notices += 1;

      if (!during || inEvent === undefined) continue;
      const concerned = event.siteCode === undefined || event.siteCode === siteCode;
      if (rule === "site" && concerned) {
        inEvent.siteAlertDays += 1;
        if (severe) inEvent.siteSevereDays += 1;
        siteDelay ??= day - event.from;
      }
      if (rule === "territory") {
        inEvent.territoryAlertDays += 1;
        territoryDelay ??= day - event.from;
      }
      if (rule === "common-cause") inEvent.notices += 1;
    }
  }
  if (inEvent === undefined) return result;
  return {
    ...result,
    event: {
      ...inEvent,
      ...(siteDelay === undefined ? {} : { siteDelay }),
      ...(territoryDelay === undefined ? {} : { territoryDelay }),
    },
  };
}
