import { markAlarmed } from "../../../shared/detection/mark-alarmed.ts";
import type { RuleOutcome } from "../../../shared/detection/rule.ts";
import {
  everything,
  isTellingOver,
  type Telling,
  tellingDays,
  unrecordedOf,
} from "../../../shared/domain/alerts/telling.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Level, Territory } from "../../../shared/domain/codes.ts";
import { officesOf } from "../../../shared/domain/jurisdiction.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import { ownerIn } from "../../../shared/domain/region/owner-of.ts";
import { emptyCoverage } from "../../../shared/domain/survey/coverage.ts";
import { sameCountDaysBefore, sameCountFlags } from "../../../shared/domain/survey/day-sheet.ts";
import { surveyWindow, windowState } from "../../../shared/domain/survey/survey-window.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { StoredSurveyDay } from "../../../shared/store/survey-day-store.ts";
import type { Isolated } from "../faults/faults.ts";
import { digestReaders } from "../mail/digest-readers.ts";
import {
  applyOutcomes,
  type EvaluatedDay,
  type EvaluationDeps,
  evaluateSurveyDay,
  historyBefore,
  judgeSurveyDay,
} from "./evaluate-survey-day.ts";
import { closableSurveyDays } from "./recent-survey-days.ts";

/** By then the last report of a reopening is stored: no request lasts longer. */
const storedWithinMillis = 60_000;

type ClosingDeps = Pick<Deps, "settings" | "surveyDays" | "calendar" | "ownership" | "onDamaged"> & Isolated;

/** A survey day, and the territories in which it must be closed or its sheet rebuilt. */
export type DayToClose = { surveyDate: LocalDate; territories: ReadonlySet<Territory> };

/** A closed survey day, and the territories in which a finding must still be recorded or a reader told. */
export type DayToTell = { surveyDate: LocalDate; territories: ReadonlyMap<Territory, Judged> };

/** When a territory was evaluated, and how far its readers have been told. */
type Judged = { evaluatedAt: Date; telling: Telling };

/**
 * Gives the final verdict on one survey day and writes its day sheets. A second run changes nothing. A territory with
 * unreadable data of the day stays as it is. A verdict that could not be recorded in the alerts delays no sheet: the
 * day is tried again until it is recorded and every reader has been told.
 */
export async function closeSurveyDay(
  { surveyDate, territories }: DayToClose,
  now: Date,
  time: JobTime,
  deps: EvaluationDeps & Pick<Deps, "log">,
): Promise<EvaluatedDay & { closed: number }> {
  // This comes before anything can fail: after an interruption, the next run begins with another day.
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
  let { leftForNextRun } = day;
  let closed = 0;
  for (const [territory, outcome] of day.outcomes) {
    if (!hasTime(time)) {
      leftForNextRun += 1;
      continue;
    }
    const isClosed = await deps.faults.isolate("day-not-closed", { surveyDate, territory }, async () => {
      const state = await deps.surveyDays.state(territory, surveyDate);
      return state !== undefined && (await writeFinal(state, day, outcome, now, deps));
    });
    if (isClosed === true) closed += 1;
  }
  return { ...day, leftForNextRun, closed };
}

/**
 * Records the findings in the alerts that could not be recorded at the evaluation. All other alerts keep their verdict,
 * whatever is known today. They are only read, so that every reader can be told of them.
 */
export async function recordTheRest(
  { surveyDate, territories }: DayToTell,
  now: Date,
  time: JobTime,
  deps: EvaluationDeps,
): Promise<EvaluatedDay> {
  const meant = { surveyDate, verdict: "final", territories: new Set(territories.keys()) } as const;
  const judged = await judgeSurveyDay(meant, now, time, deps);
  return applyOutcomes(surveyDate, judged, now, deps, (territory, ruleKey) => {
    const unrecorded = territories.get(territory)?.telling.unrecorded ?? [];
    return unrecorded.includes(everything) || unrecorded.includes(ruleKey);
  });
}

/** Notes the end of telling when the alerts have all verdicts and every reader of the office has been told. */
export async function noteTelling(
  surveyDate: LocalDate,
  { outcomes, applied }: EvaluatedDay,
  toldOffices: ReadonlySet<OfficeCode>,
  now: Date,
  deps: Pick<Deps, "surveyDays"> & Isolated,
  territories: DayToTell["territories"] = new Map(),
): Promise<void> {
  for (const [territory, { policy }] of outcomes) {
    const unrecorded = unrecordedOf(applied.unrecorded.get(territory) ?? []);
    const before = territories.get(territory);
    const isDone = toldOffices.has(policy.officeCode) && unrecorded.unrecorded === undefined;
    const telling: Telling = isDone
      ? { status: "done", since: now }
      : { status: "due", since: before?.telling.since ?? now, ...unrecorded };
    // The closing has already written this state.
    if (!isDone && before === undefined) continue;
    await deps.faults.isolate("day-not-told", { surveyDate, territory }, () =>
      deps.surveyDays.setTelling(territory, surveyDate, before?.evaluatedAt ?? now, telling),
    );
  }
}

/** Returns false when another run has read the reports later. That run does the rest. */
async function writeFinal(
  state: StoredSurveyDay,
  day: EvaluatedDay,
  outcome: RuleOutcome<Level>,
  now: Date,
  deps: Pick<Deps, "surveyDays" | "log" | "onDamaged">,
): Promise<boolean> {
  const { territory, surveyDate } = state;
  const sheet = day.sheets.get(territory);
  const { totals } = day.coverageOf.get(territory) ?? emptyCoverage();
  if (sheet !== undefined) {
    const before = await historyBefore(surveyDate, territory, sameCountDaysBefore, deps);
    const flagged = markAlarmed(sheet, outcome);
    const final = { ...flagged, flags: sameCountFlags(flagged, before.sheets) };
    if ((await deps.surveyDays.writeSheet(final, now)) === "newer-there") {
      await leaveToOthers(state, now, deps);
      return false;
    }
  }
  const unrecorded = unrecordedOf(day.applied.unrecorded.get(territory) ?? []);
  if (state.status === "open") {
    const closing = { closedAt: now, totals, ...unrecorded };
    const closed = await deps.surveyDays.markClosed(territory, surveyDate, closing);
    if (closed === "moved-on") await leaveToOthers(state, now, deps);
  }
  const { reopenedUntil } = state;
  if (reopenedUntil === undefined) return true;
  if (reopenedUntil.getTime() + storedWithinMillis <= now.getTime()) {
    const rebuilt = { until: reopenedUntil, totals, at: now, ...unrecorded };
    await deps.surveyDays.clearReopened(territory, surveyDate, rebuilt);
  }
  deps.log.info("day sheet rebuilt", { surveyDate, territory });
  return true;
}

/**
 * Called after a refused write. Another run came first, and has done the rest or is about to.
 * @throws Error when there is no such run: otherwise nobody would learn that the day does not change
 */
async function leaveToOthers(
  { territory, surveyDate, status, reopenedUntil }: StoredSurveyDay,
  now: Date,
  deps: Pick<EvaluationDeps, "surveyDays">,
): Promise<void> {
  const there = await deps.surveyDays.state(territory, surveyDate);
  const isTakenOver = (there?.closingTriedAt ?? now) > now;
  const hasMoved = there?.status !== status || there.reopenedUntil?.getTime() !== reopenedUntil?.getTime();
  if (!isTakenOver && !hasMoved)
    throw new Error(`survey day ${surveyDate} of ${territory} takes no write, though nobody else has written it`);
}

/**
 * The work on survey days whose window has passed. `toClose`: days that are still open in some territory, or whose
 * sheet is stale. Days that no run has tried come first, oldest first; then the others, the one with the oldest try
 * first. So a day that can never be closed takes no time from the others. `toTell`: closed days with readers to tell,
 * oldest first.
 */
export async function daysDue(
  now: Date,
  deps: ClosingDeps,
): Promise<{ toClose: readonly DayToClose[]; toTell: readonly DayToTell[] }> {
  const calendar = await deps.calendar();
  const ownership = await deps.ownership();
  const ownerOf = ownerIn(ownership);
  const reading = await officesWithReaders(officesOf(ownership), deps);
  const open: StoredSurveyDay[] = [];
  const untold: { state: StoredSurveyDay; judged: Judged }[] = [];
  for (const territory of await deps.settings.territories()) {
    await deps.faults.isolate("day-not-closed", { territory }, async () => {
      const dates = closableSurveyDays(now, calendar.of(territory));
      for (const state of await deps.surveyDays.states(territory, dates, deps.onDamaged)) {
        if (windowState(surveyWindow(state.surveyDate), now) !== "closed") continue;
        const judged = judgedOf(state, now);
        if (state.status === "open" || state.reopenedUntil !== undefined) open.push(state);
        else if (judged === undefined || !(reading.has(ownerOf(territory)) || judged.telling.unrecorded)) continue;
        else if (isTellingOver(judged.telling, now)) await giveUp(state, judged, now, deps);
        else untold.push({ state, judged });
      }
    });
  }
  return { toClose: byTry(open), toTell: byDate(untold) };
}

/** The offices with readers. An office with unreadable contacts counts as one without, in this run. */
async function officesWithReaders(
  offices: readonly OfficeCode[],
  deps: Pick<Deps, "settings" | "onDamaged"> & Isolated,
): Promise<ReadonlySet<OfficeCode>> {
  const reading = new Set<OfficeCode>();
  for (const officeCode of offices) {
    const readers = await deps.faults.isolate("day-not-told", { officeCode }, () => digestReaders(officeCode, deps));
    if (readers !== undefined && readers.size > 0) reading.add(officeCode);
  }
  return reading;
}

function byTry(open: readonly StoredSurveyDay[]): DayToClose[] {
  return [...Map.groupBy(open, ({ surveyDate }) => surveyDate)]
    .map(([surveyDate, states]) => ({
      surveyDate,
      territories: new Set(states.map(({ territory }) => territory)),
      triedAt: Math.min(...states.map(({ closingTriedAt }) => closingTriedAt?.getTime() ?? 0)),
    }))
    .toSorted((one, other) => one.triedAt - other.triedAt || (one.surveyDate < other.surveyDate ? -1 : 1));
}

function byDate(untold: readonly { state: StoredSurveyDay; judged: Judged }[]): DayToTell[] {
  return [...Map.groupBy(untold, ({ state }) => state.surveyDate)]
    .map(([surveyDate, days]) => ({
      surveyDate,
      territories: new Map(days.map(({ state, judged }) => [state.territory, judged])),
    }))
    .toSorted((one, other) => (one.surveyDate < other.surveyDate ? -1 : 1));
}

/**
 * This release also tells the readers about days that an earlier release closed recently, as far as they do not know
 * them.
 */
function judgedOf({ telling, closedAt, evaluated }: StoredSurveyDay, now: Date): Judged | undefined {
  if (evaluated === undefined) return undefined;
  if (telling !== undefined) return telling.status === "due" ? { evaluatedAt: evaluated.at, telling } : undefined;
  if (closedAt === undefined || isTellingOver({ since: closedAt }, now)) return undefined;
  return { evaluatedAt: evaluated.at, telling: { status: "due", since: closedAt } };
}

async function giveUp(
  { territory, surveyDate }: StoredSurveyDay,
  { evaluatedAt, telling }: Judged,
  now: Date,
  deps: Pick<Deps, "surveyDays"> & Isolated,
): Promise<void> {
  const lacking = telling.unrecorded === undefined ? "a reader was not told" : `not recorded: ${telling.unrecorded}`;
  const cause = new Error(`${surveyDate} is given up after ${tellingDays} days: ${lacking}`);
  deps.faults.record("day-not-told", { surveyDate, territory }, cause);
  await deps.surveyDays.setTelling(territory, surveyDate, evaluatedAt, { ...telling, status: "given-up", since: now });
}
