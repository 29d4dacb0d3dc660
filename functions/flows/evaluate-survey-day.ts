import { historyDaysOf } from "../../shared/detection/aligned-days.ts";
import { evaluateDay } from "../../shared/detection/evaluate-day.ts";
import type { RuleOutcome } from "../../shared/detection/rule.ts";
import type { Verdict } from "../../shared/domain/alert.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar.ts";
import type { Level, Territory } from "../../shared/domain/codes.ts";
import { type DaySheet, noCount } from "../../shared/domain/day-sheet.ts";
import { addDays, type LocalDate } from "../../shared/domain/local-date.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { type Applied, applyFindings } from "./apply-findings.ts";
import { type LiveDay, liveDay } from "./live-day.ts";
import { policyInForce } from "./policy-in-force.ts";

export type EvaluationDeps = Pick<
  Deps,
  "settings" | "surveyDays" | "reports" | "closures" | "sites" | "alerts" | "alertPolicies" | "log"
>;

/** Calendar days in which as many survey days lie as any policy can ask for, a summer included. */
const historyCalendarDays = 390;

export type EvaluatedDay = LiveDay & { outcomes: ReadonlyMap<Territory, RuleOutcome<Level>>; applied: Applied };

/** Evaluates a survey day as it stands now and brings the alerts in line. Can be repeated at any time. */
export async function evaluateSurveyDay(
  surveyDate: LocalDate,
  verdict: Verdict,
  now: Date,
  deps: EvaluationDeps,
): Promise<EvaluatedDay> {
  const [day, { version: policyVersion, policy }] = await Promise.all([liveDay(surveyDate, deps), policyInForce(deps)]);
  const outcomes = new Map<Territory, RuleOutcome<Level>>();
  for (const [territory, today] of day.sheets) {
    const history = await historyBefore(surveyDate, territory, historyDaysOf(policy), deps);
    outcomes.set(territory, evaluateDay({ policy, policyVersion, today, history, verdict }));
  }
  const applied = await applyFindings(
    surveyDate,
    new Set(day.sheets.keys()),
    [...outcomes.values()].flatMap(({ findings }) => findings),
    now,
    deps,
  );
  for (const [territory, sheet] of day.sheets) {
    const evaluation = { verdict, at: now, reports: countedRows(sheet), policyVersion };
    await deps.surveyDays.recordEvaluation(territory, surveyDate, evaluation);
  }
  return { ...day, outcomes, applied };
}

/** The day sheets of the last `days` survey days before the date, oldest first. */
export async function historyBefore(
  surveyDate: LocalDate,
  territory: Territory,
  days: number,
  deps: Pick<Deps, "surveyDays">,
): Promise<DaySheet[]> {
  // Regional closures since then only mean that a date has no sheet.
  const dates = surveyDaysBetween(addDays(surveyDate, -historyCalendarDays), addDays(surveyDate, -1), {}, []);
  return deps.surveyDays.sheets(territory, dates.slice(-days));
}

function countedRows({ absent }: DaySheet): number {
  return absent.reduce((sum, count) => sum + (count === noCount ? 0 : 1), 0);
}
