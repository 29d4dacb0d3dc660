import type { SiteCode, Territory } from "../../shared/domain/codes.ts";
import { type ExpectedSite, levelsAsked } from "../../shared/domain/expected-set.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import { isSentinelOn } from "../../shared/domain/site.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { enoughMillis, type JobTime } from "../../shared/runtime/job-chain.ts";
import type { Isolated } from "./faults.ts";
import { recentSurveyDays } from "./recent-survey-days.ts";

type OpeningDeps = Pick<Deps, "settings" | "surveyDays" | "sites" | "reports" | "closures" | "log"> & Isolated;

/** Sites in one stored part of an expected set; the store refuses more. */
const partSitesMax = 2_000;
const partsMax = 999;

/**
 * Freezes the expected set of every survey day that has begun and is not open yet. A day that nobody opened while its
 * window lasted is opened afterwards only where somebody reported: then it was held.
 * @returns how many (territory, survey day) were opened, and how many there was no time for
 */
export async function openSurveyDays(
  now: Date,
  time: JobTime,
  deps: OpeningDeps,
): Promise<{ opened: number; leftForNextRun: number }> {
  const [closures, territories] = await Promise.all([deps.closures(), deps.settings.territories()]);
  const dates = recentSurveyDays(now, closures);
  const known = await openedIn(territories, dates, deps);
  const counts = { opened: 0, leftForNextRun: 0 };
  for (const surveyDate of dates) {
    const unopened = [...known].filter(([, opened]) => !opened.has(surveyDate)).map(([territory]) => territory);
    if (unopened.length === 0) continue;
    const isOpenIn = [...known.keys()].filter((territory) => !unopened.includes(territory));
    await deps.faults.isolate("day-not-opened", { surveyDate }, async () => {
      const wasHeld = surveyState(surveyWindow(surveyDate), now) !== "closed" || (await anyReport(surveyDate, deps));
      if (!wasHeld) return;
      const taken = await askedIn(isOpenIn, surveyDate, deps);
      for (const territory of unopened) {
        if (time.remainingMillis() < enoughMillis) {
          counts.leftForNextRun += 1;
          continue;
        }
        const opened = await deps.faults.isolate("day-not-opened", { surveyDate, territory }, () =>
          freeze(territory, surveyDate, taken, now, deps),
        );
        if (opened === true) counts.opened += 1;
      }
    });
  }
  return counts;
}

/** On which of the dates the territories are open already; a territory of which that cannot be read is left out. */
async function openedIn(
  territories: readonly Territory[],
  dates: readonly LocalDate[],
  deps: Pick<OpeningDeps, "surveyDays" | "faults">,
): Promise<Map<Territory, ReadonlySet<LocalDate>>> {
  const known = new Map<Territory, ReadonlySet<LocalDate>>();
  await Promise.all(
    territories.map((territory) =>
      deps.faults.isolate("day-not-opened", { territory }, async () => {
        const states = await deps.surveyDays.states(territory, dates);
        known.set(territory, new Set(states.map(({ surveyDate }) => surveyDate)));
      }),
    ),
  );
  return known;
}

/** The sites that these territories ask: one that moves to another on the very day is not asked there too. */
async function askedIn(
  territories: readonly Territory[],
  surveyDate: LocalDate,
  deps: Pick<Deps, "surveyDays">,
): Promise<Set<SiteCode>> {
  const asked = new Set<SiteCode>();
  for (const territory of territories) {
    for await (const page of deps.surveyDays.expectedPages(territory, surveyDate)) {
      for (const { siteCode } of page) asked.add(siteCode);
    }
  }
  return asked;
}

async function anyReport(surveyDate: LocalDate, deps: Pick<Deps, "reports">): Promise<boolean> {
  for await (const page of deps.reports.ofDay(surveyDate)) if (page.length > 0) return true;
  return false;
}

/**
 * Part after part, each going on behind the last site of the one before, whoever wrote that: workers that race, or
 * one that takes over after a crash, agree on one set. The state comes last; before it the day counts as not open.
 * @param taken what other territories ask; the sites of this one join them
 */
async function freeze(
  territory: Territory,
  surveyDate: LocalDate,
  taken: Set<SiteCode>,
  now: Date,
  deps: OpeningDeps,
): Promise<boolean> {
  const asked = (await askedSites(territory, surveyDate, deps)).filter(({ siteCode }) => !taken.has(siteCode));
  let count = 0;
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
    count += frozen.sites.length;
    for (const { siteCode } of frozen.sites) taken.add(siteCode);
    after = frozen.sites.at(-1)?.siteCode ?? after;
    if (!frozen.last) continue;
    const outcome = await deps.surveyDays.markOpen(territory, surveyDate, { parts: part, asked: count, openedAt: now });
    if (outcome === "opened") deps.log.info("survey day opened", { surveyDate, territory, asked: count });
    return outcome === "opened";
  }
  throw new Error(`more than ${partsMax} parts in the expected set of ${surveyDate}`);
}

async function askedSites(territory: Territory, surveyDate: LocalDate, deps: OpeningDeps): Promise<ExpectedSite[]> {
  const levels = levelsAsked(surveyDate, await deps.closures());
  const asked: ExpectedSite[] = [];
  for await (const page of deps.sites.sentinelPages(territory)) {
    for (const { sentinelFrom, sentinelUntil, ...site } of page) {
      const dates = { sentinelFrom, ...(sentinelUntil === undefined ? {} : { sentinelUntil }) };
      if (isSentinelOn(dates, surveyDate) && levels.has(site.level)) asked.push(site);
    }
  }
  return asked;
}
