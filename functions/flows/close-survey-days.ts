import { markAlarmed } from "../../shared/detection/mark-alarmed.ts";
import type { RuleOutcome } from "../../shared/detection/rule.ts";
import type { Level, Territory } from "../../shared/domain/codes.ts";
import { emptyCoverage } from "../../shared/domain/coverage.ts";
import { sameCountDaysBefore, sameCountFlags } from "../../shared/domain/day-sheet.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../shared/runtime/job-chain.ts";
import type { SurveyDayState } from "../../shared/store/survey-day-store.ts";
import { type EvaluatedDay, type EvaluationDeps, evaluateSurveyDay, historyBefore } from "./evaluate-survey-day.ts";
import type { Isolated } from "./faults.ts";
import { closableSurveyDays } from "./recent-survey-days.ts";

/** What a reopening has accepted in its last second is stored by then: no request lasts that long. */
const storedWithinMillis = 60_000;

/** A survey day, and the territories in which it is to be closed or its sheet to be built again. */
export type DayToClose = { surveyDate: LocalDate; territories: ReadonlySet<Territory> };

/**
 * Gives the final verdict on one survey day and writes its day sheets; the same again changes nothing. A territory of
 * whose day something cannot be read stays as it is, and so does, for a day, one whose alerts could not all be written.
 */
export async function closeSurveyDay(
  { surveyDate, territories }: DayToClose,
  now: Date,
  time: JobTime,
  deps: EvaluationDeps,
): Promise<EvaluatedDay & { closed: number }> {
  // Before anything can go wrong: a run that is cut short here begins with another day next time.
  for (const territory of territories) {
    await deps.faults.isolate("day-not-closed", { surveyDate, territory }, () =>
      deps.surveyDays.recordClosingTry(territory, surveyDate, now),
    );
  }
  const day = await evaluateSurveyDay({ surveyDate, verdict: "final", territories }, now, time, deps);
  for (const territory of territories) {
    for (const { siteCode, cause } of day.obstacles.get(territory) ?? []) {
      const about = { surveyDate, territory, ...(siteCode === undefined ? {} : { siteCode }) };
      deps.faults.record("day-not-closed", about, cause);
    }
  }
  const isLeft = alertsToRetry(surveyDate, deps);
  let { leftForNextRun } = day;
  let closed = 0;
  for (const [territory, outcome] of day.outcomes) {
    if (!hasTime(time)) {
      leftForNextRun += 1;
      continue;
    }
    const isClosed = await deps.faults.isolate("day-not-closed", { surveyDate, territory }, async () => {
      const state = await deps.surveyDays.state(territory, surveyDate);
      if (state === undefined || (isLeft(territory) && isRecent(state, now))) return false;
      return writeFinal(state, day, outcome, now, deps);
    });
    if (isClosed === true) closed += 1;
  }
  return { ...day, leftForNextRun, closed };
}

/** So long a day stays open for alerts that cannot be written; then it is closed without them. */
const alertsAwaitedMillis = 24 * 3_600_000;

function isRecent({ surveyDate, reopenedUntil }: SurveyDayState, now: Date): boolean {
  const since = reopenedUntil ?? surveyWindow(surveyDate).lateUntil;
  return now.getTime() < since.getTime() + alertsAwaitedMillis;
}

/** In which territories an alert of the day failed in a way that may be gone in the next run. */
function alertsToRetry(surveyDate: LocalDate, { faults }: Isolated): (territory: Territory) => boolean {
  const toRetry = faults
    .found()
    .filter(({ name, about, lasting }) => name === "alert-failed" && about.surveyDate === surveyDate && !lasting)
    .map(({ about }) => about.territory);
  return (territory) => toRetry.includes(territory) || toRetry.includes(undefined);
}

/** False: another run has read the reports later than this one, and does the rest. */
async function writeFinal(
  state: SurveyDayState,
  day: EvaluatedDay,
  outcome: RuleOutcome<Level>,
  now: Date,
  deps: EvaluationDeps,
): Promise<boolean> {
  const { territory, surveyDate } = state;
  const sheet = day.sheets.get(territory);
  const { totals } = day.coverageOf.get(territory) ?? emptyCoverage();
  if (sheet !== undefined) {
    const before = await historyBefore(surveyDate, territory, sameCountDaysBefore, deps);
    const flagged = markAlarmed(sheet, outcome);
    const final = { ...flagged, flags: sameCountFlags(flagged, before.sheets) };
    if ((await deps.surveyDays.writeSheet(final, now)) === "newer-there") return false;
  }
  if (state.status === "open") await deps.surveyDays.markClosed(territory, surveyDate, { closedAt: now, totals });
  const { reopenedUntil } = state;
  if (reopenedUntil === undefined) return true;
  if (reopenedUntil.getTime() + storedWithinMillis <= now.getTime())
    await deps.surveyDays.clearReopened(territory, surveyDate, { until: reopenedUntil, totals });
  deps.log.info("day sheet rebuilt", { surveyDate, territory });
  return true;
}

/**
 * The survey days whose window has passed and that are still open in some territory, or whose sheet is stale: those
 * that no run has tried to close yet, oldest first, and then the others, the one that was tried longest ago first. So a
 * day that can never be closed takes no time from those that can.
 */
export async function daysToClose(
  now: Date,
  deps: Pick<Deps, "settings" | "surveyDays" | "onDamaged"> & Isolated,
): Promise<DayToClose[]> {
  const dates = closableSurveyDays(now);
  const due: SurveyDayState[] = [];
  for (const territory of await deps.settings.territories()) {
    await deps.faults.isolate("day-not-closed", { territory }, async () => {
      const states = await deps.surveyDays.states(territory, dates, deps.onDamaged);
      due.push(...states.filter((state) => isDue(state, now)));
    });
  }
  return [...Map.groupBy(due, ({ surveyDate }) => surveyDate)]
    .map(([surveyDate, states]) => ({
      surveyDate,
      territories: new Set(states.map(({ territory }) => territory)),
      triedAt: Math.min(...states.map(({ closingTriedAt }) => closingTriedAt?.getTime() ?? 0)),
    }))
    .toSorted((one, other) => one.triedAt - other.triedAt || (one.surveyDate < other.surveyDate ? -1 : 1));
}

function isDue({ surveyDate, status, reopenedUntil }: SurveyDayState, now: Date): boolean {
  if (surveyState(surveyWindow(surveyDate), now) !== "closed") return false;
  return status === "open" || reopenedUntil !== undefined;
}
