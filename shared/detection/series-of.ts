import type { AlertScope } from "../domain/alerts/alert.ts";
import { scopeKeyOf } from "../domain/alerts/alert-id.ts";
import type { VersionedPolicy } from "../domain/alerts/alert-policy.ts";
import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level } from "../domain/codes.ts";
import { type DaySheet, noCount } from "../domain/survey/day-sheet.ts";
import { upperCount } from "./beta-binomial.ts";
import { evaluateDay } from "./evaluate-day.ts";
import type { RuleOutcome } from "./rule.ts";

/** One survey day of a scope: its counts, and what the rules expected. Rates are 0 to 1. */
export type ScopeDay = {
  date: LocalDate;
  absent?: number;
  pupils?: number;
  expectedRate?: number;
  lowRate?: number;
  highRate?: number;
  severity?: AlertSeverity;
};

/**
 * The last survey days of several scopes of one territory, by `scopeKeyOf`. Each day is evaluated as on the day when it
 * closed.
 * @param scopes may hold one scope twice, because several rules can alert on it
 * @param sheets oldest first; those before the last `days` are the history
 */
export function seriesOf(
  scopes: readonly AlertScope[],
  sheets: readonly DaySheet[],
  days: number,
  { officeCode, version: policyVersion, policy }: VersionedPolicy,
): Map<string, ScopeDay[]> {
  const wanted = new Map(scopes.map((scope) => [scopeKeyOf(scope), scope]));
  const series = new Map<string, ScopeDay[]>([...wanted.keys()].map((key) => [key, []]));
  const first = Math.max(0, sheets.length - days);
  for (const [offset, today] of sheets.slice(first).entries()) {
    const history = sheets.slice(0, first + offset);
    const outcome = evaluateDay({ policy, officeCode, policyVersion, today, history, verdict: "final" });
    for (const [key, scope] of wanted) {
      series.get(key)?.push(pointOf(scope, today, outcome, policy.siteRule.confirmedProbability));
    }
  }
  return series;
}

function pointOf(scope: AlertScope, sheet: DaySheet, outcome: RuleOutcome<Level>, bandProbability: number): ScopeDay {
  const { absent, pupils } = countsOf(scope, sheet);
  const severity = severityOf(scope, outcome);
  return {
    date: sheet.surveyDate,
    ...(pupils === 0 ? {} : { absent, pupils, ...bandOf(scope, outcome, pupils, bandProbability) }),
    ...(severity === undefined ? {} : { severity }),
  };
}

function countsOf(
  scope: AlertScope,
  { siteCodes, levels, absent, pupils }: DaySheet,
): { absent: number; pupils: number } {
  const sum = { absent: 0, pupils: 0 };
  for (const [index, count] of absent.entries()) {
    const counted = scope.kind === "site" ? siteCodes[index] === scope.siteCode : levels[index] === scope.level;
    if (!counted || count === noCount) continue;
    sum.absent += count;
    sum.pupils += pupils[index] ?? 0;
  }
  return sum;
}

function severityOf(scope: AlertScope, { findings }: RuleOutcome<Level>): AlertSeverity | undefined {
  const own = findings.filter((finding) => scopeKeyOf(finding.scope) === scopeKeyOf(scope));
  if (own.length === 0) return undefined;
  return own.some(({ explanation }) => explanation.severity === "alert") ? "alert" : "attention";
}

/** The expectation of the site rule or of the territory rule; nothing while the baseline is warming up. */
function bandOf(scope: AlertScope, { assessments }: RuleOutcome<Level>, pupils: number, probability: number) {
  for (const assessment of assessments) {
    if (assessment.kind !== "assessed" || scopeKeyOf(assessment.scope) !== scopeKeyOf(scope)) continue;
    const { measure } = assessment;
    if (measure.kind === "territory") {
      return { expectedRate: measure.expectedRate, lowRate: measure.lowRate, highRate: measure.highRate };
    }
    if (measure.kind !== "site") continue;
    const { expectedRate, overdispersion } = measure;
    const ln = Math.log(probability);
    const high = upperCount(ln, pupils, expectedRate, overdispersion) - 1;
    const low = pupils - upperCount(ln, pupils, 1 - expectedRate, overdispersion) + 1;
    return { expectedRate, lowRate: Math.max(0, low) / pupils, highRate: Math.min(pupils, high) / pupils };
  }
  return {};
}
