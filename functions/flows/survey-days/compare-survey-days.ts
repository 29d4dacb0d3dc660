import { millisecondsInDay } from "date-fns/constants";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { SiteCode } from "../../../shared/domain/codes.ts";
import type { AbsenceReport } from "../../../shared/domain/survey/absence-report.ts";
import { sheetDifferences } from "../../../shared/domain/survey/sheet-differences.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { DamagedItem } from "../../../shared/store/parse-item.ts";
import type { Comparison, StoredSurveyDay } from "../../../shared/store/survey-day-store.ts";
import type { Isolated } from "../faults/faults.ts";

type ComparisonDeps = Pick<Deps, "surveyDays" | "reports" | "onDamaged" | "log"> & Isolated;

/** A closed day with a sheet. */
type ClosedState = StoredSurveyDay & { evaluated: NonNullable<StoredSurveyDay["evaluated"]> };

/**
 * The result of comparing one territory: the sites with a stored report, and how many of them differ or are damaged.
 */
type Found = { state: ClosedState; reported: ReadonlySet<SiteCode>; differing: number; damaged: number };

/** A sheet is compared for this long after it was built. */
const comparedDays = 14;
/** On the last closed survey days, as many as this, each run counts the reports. */
const countedSurveyDays = 4;
/** If a rebuilt sheet still differs, the next rebuild waits this long. */
const mendPauseMillis = millisecondsInDay;
/** Reports read by their keys at the same time. */
const reportsAtOnce = 2_000;
/** The log names this many of the differing sites. */
const namedSitesMax = 10;

/**
 * Compares the sheets of closed days with the stored reports, in two ways that no evaluation uses. It reads the reports
 * of the sites on a sheet by their keys, and the engine counts all reports of the date. A sheet is compared once, and
 * again after it was rebuilt or when the count has changed. A sheet that differs becomes stale.
 * @param states of the days whose closing is finished
 * @param areAllKnown whether these are all states of all territories: only then all reports of a date can be explained
 * @returns how many reports differ, and for how many dates there was no time
 */
export async function compareSurveyDays(
  states: readonly StoredSurveyDay[],
  areAllKnown: boolean,
  now: Date,
  time: JobTime,
  deps: ComparisonDeps,
): Promise<{ differing: number; leftForNextRun: number }> {
  const counts = { differing: 0, leftForNextRun: 0 };
  const latestFirst = [...Map.groupBy(states, ({ surveyDate }) => surveyDate)].toSorted(([one], [other]) =>
    one < other ? 1 : -1,
  );
  for (const [index, [surveyDate, ofDate]] of latestFirst.entries()) {
    const isOfLastDays = index < countedSurveyDays;
    if (!isOfLastDays && ofDate.every((state) => isOfLongAgo(state, now))) continue;
    if (!hasTime(time)) {
      counts.leftForNextRun += 1;
      continue;
    }
    const differing = await deps.faults.isolate("day-not-compared", { surveyDate }, () =>
      compareDate(surveyDate, ofDate, { isOfLastDays, areAllKnown }, now, deps),
    );
    counts.differing += differing ?? 0;
  }
  return counts;
}

function isOfLongAgo({ evaluated }: StoredSurveyDay, now: Date): boolean {
  return evaluated === undefined || now.getTime() - evaluated.at.getTime() > comparedDays * millisecondsInDay;
}

function isClosed(state: StoredSurveyDay): state is ClosedState {
  return state.status === "closed" && state.evaluated !== undefined;
}

/** The comparison of the present sheet; undefined when the sheet was built after the last comparison. */
function knownOf({ evaluated, compared }: ClosedState): Comparison | undefined {
  return compared?.evaluatedAt.getTime() === evaluated.at.getTime() ? compared : undefined;
}

function isEven(comparison: Comparison | undefined): boolean {
  return comparison !== undefined && comparison.differing + comparison.unplaced === 0;
}

async function compareDate(
  surveyDate: LocalDate,
  states: readonly StoredSurveyDay[],
  { isOfLastDays, areAllKnown }: { isOfLastDays: boolean; areAllKnown: boolean },
  now: Date,
  deps: ComparisonDeps,
): Promise<number> {
  const closed = states.filter(isClosed);
  const [settled, stale] = [closed.filter((state) => !isStale(state)), closed.filter(isStale)];
  const even = settled.filter((state) => isEven(knownOf(state)));
  const others = settled.filter((state) => !isEven(knownOf(state)));
  const found = await compareAll(others, deps);
  // Only all sheets together explain all reports of the date.
  const isWhole = areAllKnown && settled.length === states.length && found.length === others.length;
  let unplaced = 0;
  if (isWhole && (isOfLastDays || found.length > 0)) {
    const known = even.reduce((sum, state) => sum + (knownOf(state)?.reports ?? 0), 0);
    const placed = found.reduce((sum, { reported }) => sum + reported.size, known);
    const stored = await deps.reports.countOfDay(surveyDate);
    if (stored !== placed) {
      found.push(...(await compareAll(even, deps)));
      // Two territories may both have asked a site that moved just then.
      const distinct = new Set(found.flatMap(({ reported }) => [...reported]));
      if (found.length === settled.length) unplaced = Math.abs(stored - distinct.size);
    }
  }
  for (const one of found) await settle(one, unplaced, now, deps);
  // A stale sheet is not compared. The differences that made it stale stay in the count until it is rebuilt.
  const known = stale.flatMap((state) => knownOf(state) ?? []);
  const differing = found.reduce((sum, one) => sum + one.differing + one.damaged, 0);
  return (
    known.reduce((sum, one) => sum + one.differing, differing) + Math.max(unplaced, ...known.map((one) => one.unplaced))
  );
}

function isStale({ reopenedUntil }: StoredSurveyDay): boolean {
  return reopenedUntil !== undefined;
}

async function compareAll(states: readonly ClosedState[], deps: ComparisonDeps): Promise<Found[]> {
  const found: Found[] = [];
  for (const state of states) {
    const { surveyDate, territory } = state;
    const one = await deps.faults.isolate("day-not-compared", { surveyDate, territory }, () => compare(state, deps));
    if (one !== undefined) found.push(one);
  }
  return found;
}

async function compare(state: ClosedState, deps: ComparisonDeps): Promise<Found> {
  const { territory, surveyDate } = state;
  const sheet = await deps.surveyDays.sheet(territory, surveyDate);
  if (sheet === undefined) throw new Error(`survey day ${surveyDate} of ${territory} has no sheet`);
  const reports: AbsenceReport[] = [];
  const damaged = new Set<SiteCode>();
  const onDamaged = (damage: DamagedItem) => {
    deps.onDamaged(damage);
    damaged.add(damage.key.siteCode ?? "");
  };
  for (let start = 0; start < sheet.siteCodes.length; start += reportsAtOnce) {
    const siteCodes = sheet.siteCodes.slice(start, start + reportsAtOnce);
    reports.push(...(await deps.reports.ofSites(surveyDate, siteCodes, onDamaged)));
  }
  const differing = sheetDifferences(sheet, reports).filter((siteCode) => !damaged.has(siteCode));
  if (differing.length > 0) {
    const siteCodes = differing.slice(0, namedSitesMax).join(" ");
    deps.log.info("day sheet differs", { surveyDate, territory, differing: differing.length, siteCodes });
  }
  const reported = new Set([...reports.map(({ siteCode }) => siteCode), ...damaged]);
  return { state, reported, differing: differing.length, damaged: damaged.size };
}

/**
 * Makes a differing sheet stale, and stores the result. A damaged report alone does not: rebuilding would not repair
 * it.
 */
async function settle(
  { state, reported, differing, damaged }: Found,
  unplaced: number,
  now: Date,
  deps: ComparisonDeps,
): Promise<void> {
  const { territory, surveyDate, evaluated, compared } = state;
  const isFirst = compared === undefined || isEven(compared);
  const hasWaited = now.getTime() - evaluated.at.getTime() >= mendPauseMillis;
  if (differing + unplaced > 0 && (isFirst || hasWaited)) {
    await deps.surveyDays.markReopened(territory, surveyDate, now);
    deps.log.info("day sheet stale", { surveyDate, territory, differing, unplaced });
  }
  await deps.surveyDays.recordComparison(territory, surveyDate, {
    evaluatedAt: evaluated.at,
    reports: reported.size,
    differing: differing + damaged,
    unplaced,
  });
}
