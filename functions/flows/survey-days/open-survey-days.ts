import pMap from "p-map";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { SiteCode, Territory } from "../../../shared/domain/codes.ts";
import { isAsked, levelsAsked } from "../../../shared/domain/survey/expected-set.ts";
import type { ExpectedSite } from "../../../shared/domain/survey/expected-site.ts";
import { surveyWindow } from "../../../shared/domain/survey/survey-window.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { hasTime, type JobTime } from "../../../shared/runtime/job-chain.ts";
import type { StoredSurveyDay } from "../../../shared/store/survey-day-store.ts";
import type { Isolated } from "../faults/faults.ts";
import { recentSurveyDays } from "./recent-survey-days.ts";

type FreezingDeps = Pick<Deps, "surveyDays" | "log">;
type AskingDeps = Pick<Deps, "sites" | "calendar" | "onDamaged">;

export type OpeningDeps = FreezingDeps & AskingDeps & Pick<Deps, "reports">;

/** Sites in one stored part of an expected set. The store refuses more. */
const partSitesMax = 2_000;
const partsMax = 999;
/** Territories whose states are read at the same time. */
const territoriesAtOnce = 8;

/**
 * Freezes the expected set of every survey day that has begun and is not open yet. A day that was not opened during its
 * window is opened afterwards only where somebody reported: there the survey took place.
 * @returns how many (territory, survey day) were opened, and for how many there was no time
 */
export async function openSurveyDays(
  now: Date,
  time: JobTime,
  deps: OpeningDeps & Pick<Deps, "settings"> & Isolated,
): Promise<{ opened: number; leftForNextRun: number }> {
  const known = await recentDays(await deps.settings.territories(), now, deps);
  const counts = { opened: 0, leftForNextRun: 0 };
  for (const [surveyDate, days] of [...Map.groupBy(known, (day) => day.surveyDate)].toSorted()) {
    const opened = days.flatMap(({ state }) => state ?? []);
    const unopened = days.flatMap(({ territory, state }) => (state === undefined ? [territory] : []));
    if (unopened.length === 0) continue;
    await deps.faults.isolate("day-not-opened", { surveyDate }, async () => {
      if (!(await wasHeld(surveyDate, opened, now, deps))) return;
      const taken = await askedIn(opened, surveyDate, deps);
      for (const territory of unopened) {
        if (!hasTime(time)) {
          counts.leftForNextRun += 1;
          continue;
        }
        const isOpened = await deps.faults.isolate("day-not-opened", { surveyDate, territory }, () =>
          open(territory, surveyDate, taken, now, deps),
        );
        if (isOpened === true) counts.opened += 1;
      }
    });
  }
  return counts;
}

/** A survey day of a territory; without a state if it was not opened. */
type RecentDay = { territory: Territory; surveyDate: LocalDate; state: StoredSurveyDay | undefined };

/** The last survey days of each territory, without territories whose days cannot be read. */
async function recentDays(
  territories: readonly Territory[],
  now: Date,
  deps: Pick<Deps, "surveyDays" | "calendar" | "onDamaged"> & Isolated,
): Promise<RecentDay[]> {
  const calendar = await deps.calendar();
  const known = await pMap(
    territories,
    (territory) =>
      deps.faults.isolate("day-not-opened", { territory }, async () => {
        const dates = recentSurveyDays(now, calendar.of(territory));
        const states = await deps.surveyDays.states(territory, dates, deps.onDamaged);
        const stateOf = new Map(states.map((state) => [state.surveyDate, state]));
        return dates.map((surveyDate): RecentDay => ({ territory, surveyDate, state: stateOf.get(surveyDate) }));
      }),
    { concurrency: territoriesAtOnce },
  );
  return known.flatMap((days) => days ?? []);
}

/** The sites that other territories ask. A site that moves on the survey day itself is not asked a second time. */
async function askedIn(
  opened: readonly StoredSurveyDay[],
  surveyDate: LocalDate,
  deps: Pick<Deps, "surveyDays" | "onDamaged">,
): Promise<Set<SiteCode>> {
  const asked = new Set<SiteCode>();
  for (const { territory } of opened) {
    for await (const page of deps.surveyDays.expectedPages(territory, surveyDate, deps.onDamaged)) {
      for (const { siteCode } of page) asked.add(siteCode);
    }
  }
  return asked;
}

/**
 * Whether the survey takes place: the window is still open, or somebody has reported. A day that only a reopening
 * opened had no survey: its reports came through the reopening.
 */
async function wasHeld(
  surveyDate: LocalDate,
  opened: readonly StoredSurveyDay[],
  now: Date,
  deps: Pick<Deps, "reports">,
): Promise<boolean> {
  const { lateUntil } = surveyWindow(surveyDate);
  if (now < lateUntil) return true;
  const isForReopening = ({ asked, openedAt }: StoredSurveyDay) => asked === 0 && openedAt >= lateUntil;
  if (opened.length > 0 && opened.every(isForReopening)) return false;
  return (await deps.reports.countOfDay(surveyDate)) > 0;
}

/** @param taken the sites that other territories ask; this function adds its own */
async function open(
  territory: Territory,
  surveyDate: LocalDate,
  taken: Set<SiteCode>,
  now: Date,
  deps: FreezingDeps & AskingDeps,
): Promise<boolean> {
  const sites = await askedSites(territory, surveyDate, deps);
  const asked = sites.filter(({ siteCode }) => !taken.has(siteCode));
  const frozen = await freeze(territory, surveyDate, asked, now, deps);
  for (const siteCode of frozen.siteCodes) taken.add(siteCode);
  return frozen.opened;
}

/**
 * Opens a day in a territory where no job has opened it, because one of its sites may now report on it. If there was no
 * survey that day, the expected set is empty: the site's report does not count for completeness.
 * @param territories all listed ones
 */
export async function openMissedDay(
  territory: Territory,
  surveyDate: LocalDate,
  now: Date,
  territories: readonly Territory[],
  deps: OpeningDeps,
): Promise<void> {
  const states = await pMap(territories, (other) => deps.surveyDays.state(other, surveyDate), {
    concurrency: territoriesAtOnce,
  });
  const opened = states.filter((state) => state !== undefined);
  if (await wasHeld(surveyDate, opened, now, deps)) {
    await open(territory, surveyDate, await askedIn(opened, surveyDate, deps), now, deps);
  } else {
    await freeze(territory, surveyDate, [], now, deps);
  }
}

/**
 * Freezes the set part by part. Each part continues after the last site of the stored one before it, whichever worker
 * wrote that. So workers that run at once, or take over after a crash, agree on one set. The state comes last; before
 * it the day counts as not open.
 */
async function freeze(
  territory: Territory,
  surveyDate: LocalDate,
  asked: readonly ExpectedSite[],
  now: Date,
  deps: FreezingDeps,
): Promise<{ opened: boolean; siteCodes: readonly SiteCode[] }> {
  const siteCodes: SiteCode[] = [];
  let after = "";
  for (let part = 1; part <= partsMax; part++) {
    const rest = asked.filter(({ siteCode }) => siteCode > after);
    const frozen = await deps.surveyDays.freezePart(
      territory,
      surveyDate,
      part,
      rest.slice(0, partSitesMax),
      rest.length <= partSitesMax,
    );
    for (const { siteCode } of frozen.sites) siteCodes.push(siteCode);
    after = siteCodes.at(-1) ?? after;
    if (!frozen.last) continue;
    const opening = { parts: part, asked: siteCodes.length, openedAt: now };
    const opened = (await deps.surveyDays.markOpen(territory, surveyDate, opening)) === "opened";
    if (opened) deps.log.info("survey day opened", { surveyDate, territory, asked: siteCodes.length });
    return { opened, siteCodes };
  }
  throw new Error(`more than ${partsMax} parts in the expected set of ${surveyDate}`);
}

async function askedSites(territory: Territory, surveyDate: LocalDate, deps: AskingDeps): Promise<ExpectedSite[]> {
  const levels = levelsAsked(surveyDate, (await deps.calendar()).of(territory));
  const asked: ExpectedSite[] = [];
  for await (const page of deps.sites.sentinelPages(territory, deps.onDamaged)) {
    for (const sentinel of page) {
      if (!isAsked(sentinel, surveyDate, levels)) continue;
      const { sentinelFrom, sentinelUntil, ...site } = sentinel;
      asked.push(site);
    }
  }
  return asked;
}
