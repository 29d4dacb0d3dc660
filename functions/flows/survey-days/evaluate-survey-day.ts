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

/** What judging a day takes: it only reads. */
export type JudgingDeps = LiveDayDeps & Pick<Deps, "alertPolicies" | "ownership">;

export type EvaluationDeps = JudgingDeps & FindingDeps;

/** So far back closed days are looked for: in that many days lie as many as any policy can ask for, a summer included. */
const historyCalendarDays = 390;

/** What the rules make of a territory, by the policy of the office that owns it. */
export type JudgedTerritory = RuleOutcome<Level> & { policy: VersionedPolicy };

/** A survey day as it stands now, and what the rules make of it. */
export type JudgedDay = LiveDay & {
  /** Without the territories that could not be evaluated. */
  outcomes: ReadonlyMap<Territory, JudgedTerritory>;
  /** Territories for which there was no time. */
  leftForNextRun: number;
};

/** The same, and what it has changed in the alerts. */
export type EvaluatedDay = JudgedDay & { applied: Applied };

type Evaluating = {
  surveyDate: LocalDate;
  verdict: Verdict;
  /** Absent: all. */
  territories?: ReadonlySet<Territory>;
};

/** Evaluates a survey day as it stands now and brings the alerts in line. Can be repeated at any time. */
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

/** What the rules make of a survey day; nothing is written. */
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
  // What is lacking on a day is no reason to guess: it has no final verdict, and a provisional one of what can be read.
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

/** Brings the alerts in line with what has been found; of those that are not meant nothing is changed. */
export async function applyOutcomes(
  surveyDate: LocalDate,
  day: JudgedDay,
  now: Date,
  deps: FindingDeps,
  isMeant?: IsMeant,
): Promise<EvaluatedDay> {
  const { outcomes, obstacles } = day;
  // What cannot be read is no correction either: where something is lacking, nothing is withdrawn.
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

/** The territories in turn, each hour beginning with another: where time is short, none is always the last. */
function fromAnotherEachHour<Entry>(entries: readonly Entry[], now: Date): Entry[] {
  const first = entries.length === 0 ? 0 : Math.floor(now.getTime() / hourMillis) % entries.length;
  return [...entries.slice(first), ...entries.slice(0, first)];
}

/** The day sheets of the last `days` closed days before the date, oldest first, and which days since then have none. */
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
