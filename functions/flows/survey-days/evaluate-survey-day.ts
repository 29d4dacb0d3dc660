import { historyDaysOf } from "../../../shared/detection/aligned-days.ts";
import { evaluateDay } from "../../../shared/detection/evaluate-day.ts";
import type { RuleOutcome } from "../../../shared/detection/rule.ts";
import type { VersionedPolicy } from "../../../shared/domain/alerts/alert-policy.ts";
import { everything } from "../../../shared/domain/alerts/telling.ts";
import type { Verdict } from "../../../shared/domain/alerts/verdict.ts";
import { addDays, type LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Level, Territory } from "../../../shared/domain/codes.ts";
import { ownerIn } from "../../../shared/domain/region/owner-of.ts";
import { type DaySheet, noCount } from "../../../shared/domain/survey/day-sheet.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { DaySheets } from "../../../shared/store/survey-day-store.ts";
import { type Applied, applyFindings, type FindingDeps, type IsMeant } from "../alerts/apply-findings.ts";
import { policiesInForce } from "../alerts/policy-in-force.ts";
import { type LiveDay, type LiveDayDeps, liveDay } from "./live-day.ts";

/** The dependencies of evaluating a day, which only reads. */
export type JudgingDeps = LiveDayDeps & Pick<Deps, "alertPolicies" | "ownership">;

export type EvaluationDeps = JudgingDeps & FindingDeps;

/** Closed days are searched this far back: as many as any policy needs, even with a summer in between. */
const historyCalendarDays = 390;

/** The result of the rules for a territory, by the policy of the office that owns it. */
export type JudgedTerritory = RuleOutcome<Level> & { policy: VersionedPolicy };

/** The present survey day, with the result of the rules. */
export type JudgedDay = LiveDay & {
  /** Without the territories that could not be evaluated. */
  outcomes: ReadonlyMap<Territory, JudgedTerritory>;
  /** Territories for which there was no time. */
  leftForNextRun: number;
};

/** The same, with its changes to the alerts. */
export type EvaluatedDay = JudgedDay & { applied: Applied };

type Evaluating = {
  surveyDate: LocalDate;
  verdict: Verdict;
  /** Absent: all territories. */
  territories?: ReadonlySet<Territory>;
};

/** Evaluates the present survey day and updates the alerts. It can be repeated at any time. */
export async function evaluateSurveyDay(
  evaluating: Evaluating,
  now: Date,
  time: JobTime,
  deps: EvaluationDeps,
): Promise<EvaluatedDay> {
  const { surveyDate, verdict } = evaluating;
  const day = await applyOutcomes(surveyDate, await judgeSurveyDay(evaluating, now, time, deps), now, deps);
  for (const [territory, { policy }] of day.outcomes) {
    const sheet = day.sheets.get(territory);
    if (sheet === undefined) continue;
    const { officeCode, version: policyVersion } = policy;
    const evaluation = { verdict, at: now, reports: countedRows(sheet), officeCode, policyVersion };
    await deps.faults.isolate("day-not-evaluated", { surveyDate, territory }, () =>
      deps.surveyDays.recordEvaluation(territory, surveyDate, evaluation),
    );
  }
  return day;
}

/** The result of the rules for a survey day. It writes nothing. */
export async function judgeSurveyDay(
  { surveyDate, verdict, territories }: Evaluating,
  now: Date,
  time: JobTime,
  deps: JudgingDeps,
): Promise<JudgedDay> {
  const [day, ownership] = await Promise.all([liveDay(surveyDate, deps, territories), deps.ownership()]);
  const ownerOf = ownerIn(ownership);
  const policyOf = policiesInForce(deps);
  const meant = [...day.sheets].filter(([territory]) => territories?.has(territory) ?? true);
  // Missing data is not guessed: the day gets no final verdict, and a provisional one only from the readable data.
  const readable = meant.filter(([territory]) => verdict === "provisional" || !day.obstacles.has(territory));
  const outcomes = new Map<Territory, JudgedTerritory>();
  let leftForNextRun = 0;
  for (const [territory, today] of fromAnotherEachHour(readable, now)) {
    if (!hasTime(time)) {
      leftForNextRun += 1;
      continue;
    }
    await deps.faults.isolate("day-not-evaluated", { surveyDate, territory }, async () => {
      const inForce = await policyOf(ownerOf(territory));
      const { officeCode, version: policyVersion, policy } = inForce;
      const { sheets: history, notClosed } = await historyBefore(surveyDate, territory, historyDaysOf(policy), deps);
      const input = { policy, officeCode, policyVersion, today, history, notClosed, verdict };
      outcomes.set(territory, { ...evaluateDay(input), policy: inForce });
    });
  }
  return { ...day, outcomes, leftForNextRun };
}

/** Updates the alerts to the findings. It changes only alerts for which `isMeant` is true. */
export async function applyOutcomes(
  surveyDate: LocalDate,
  day: JudgedDay,
  now: Date,
  deps: FindingDeps,
  isMeant?: IsMeant,
): Promise<EvaluatedDay> {
  const { outcomes, obstacles } = day;
  // Unreadable data is not a correction: with missing data, nothing is withdrawn.
  const whole = [...outcomes.keys()].filter((territory) => !obstacles.has(territory));
  const findings = [...outcomes.values()].flatMap((outcome) => outcome.findings);
  const applied = await deps.faults.isolate("alert-failed", { surveyDate }, () =>
    applyFindings(surveyDate, new Set(whole), findings, now, deps, isMeant),
  );
  return { ...day, applied: applied ?? nothingApplied([...outcomes.keys()]) };
}

function nothingApplied(territories: readonly Territory[]): Applied {
  const unrecorded = new Map(territories.map((territory) => [territory, [everything]]));
  return { raised: 0, appended: 0, updated: 0, withdrawn: 0, touched: [], unrecorded };
}

const hourMillis = 3_600_000;

/** The territories in turn, each hour starting with another, so that no territory is always last when time is short. */
function fromAnotherEachHour<Entry>(entries: readonly Entry[], now: Date): Entry[] {
  const first = entries.length === 0 ? 0 : Math.floor(now.getTime() / hourMillis) % entries.length;
  return [...entries.slice(first), ...entries.slice(0, first)];
}

/**
 * The day sheets of the last `days` closed days before the date, oldest first, and the days since then without a sheet.
 */
export async function historyBefore(
  surveyDate: LocalDate,
  territory: Territory,
  days: number,
  deps: Pick<Deps, "surveyDays" | "onDamaged">,
): Promise<DaySheets> {
  const notBefore = addDays(surveyDate, -historyCalendarDays);
  return deps.surveyDays.lastSheets(territory, { date: surveyDate, days, notBefore }, deps.onDamaged);
}

function countedRows({ absent }: DaySheet): number {
  return absent.reduce((sum, count) => sum + (count === noCount ? 0 : 1), 0);
}
