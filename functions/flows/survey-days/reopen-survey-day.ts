import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { SiteCode, Territory } from "../../../shared/domain/codes.ts";
import { type Reopening, reopeningsOnSiteMax, type Site } from "../../../shared/domain/registry/site.ts";
import { decideReopening, type ReopeningDecision } from "../../../shared/domain/survey/reopening.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";
import { type OpeningDeps, openMissedDay } from "./open-survey-days.ts";

/**
 * Decides about a reopening and writes it: first on the survey day, whose sheet becomes stale, then on the site.
 * @param territories all listed ones: the one that asked the site may no longer be the site's own
 * @param decided is called before the first write
 */
export async function reopenSurveyDay(
  siteCode: SiteCode,
  reopening: Reopening,
  territories: readonly Territory[],
  deps: OpeningDeps,
  decided: () => Promise<void>,
): Promise<ReopeningDecision> {
  const calendar = await deps.calendar();
  return retryOnConflict(`site ${siteCode}`, async () => {
    const site = await deps.sites.get(siteCode, { consistent: true });
    if (site === undefined) throw new Error(`site ${siteCode} vanished`);
    const isSurveyDay = calendar.of(site.territory).isSurveyDay(reopening.surveyDate, site.level);
    const stale = await staleDays(site, territories, deps);
    const decision = decideReopening({ site, reopening, isSurveyDay, stale });
    if (decision.kind !== "reopened") return decision;
    await decided();
    // The day comes first: an unnecessary rebuild of a sheet is harmless, but a sheet must not stay stale.
    await markReopened(site, reopening, territories, deps);
    const saved = await deps.sites.replaceReopenings(siteCode, site.reopenings, decision.reopenings);
    return saved === "saved" ? decision : "conflict";
  });
}

/** The days of the site's reopenings that must still be evaluated. They are read only when one must be dropped. */
async function staleDays(
  { reopenings }: Site,
  territories: readonly Territory[],
  deps: Pick<Deps, "surveyDays" | "onDamaged">,
): Promise<Set<LocalDate>> {
  const stale = new Set<LocalDate>();
  if (reopenings.length < reopeningsOnSiteMax) return stale;
  const dates = reopenings.map(({ surveyDate }) => surveyDate);
  for (const territory of territories) {
    for (const { surveyDate, status, reopenedUntil } of await deps.surveyDays.states(
      territory,
      dates,
      deps.onDamaged,
    )) {
      if (status === "open" || reopenedUntil !== undefined) stale.add(surveyDate);
    }
  }
  return stale;
}

async function markReopened(
  site: Site,
  { surveyDate, until, at }: Reopening,
  territories: readonly Territory[],
  deps: OpeningDeps,
): Promise<void> {
  const territory = await sheetTerritory(site, surveyDate, territories, deps);
  if ((await deps.surveyDays.markReopened(territory, surveyDate, until)) === "marked") return;
  await openMissedDay(territory, surveyDate, at, territories, deps);
  if ((await deps.surveyDays.markReopened(territory, surveyDate, until)) === "marked") return;
  throw new Error(`survey day ${surveyDate} of ${territory} was opened and is not there`);
}

/**
 * The territory whose sheet has the site's report: it asked the site or has a row of it, even if the site has moved
 * since.
 */
async function sheetTerritory(
  { siteCode, territory }: Site,
  surveyDate: LocalDate,
  territories: readonly Territory[],
  deps: Pick<Deps, "surveyDays" | "onDamaged">,
): Promise<Territory> {
  for (const candidate of new Set([territory, ...territories])) {
    for await (const page of deps.surveyDays.expectedPages(candidate, surveyDate, deps.onDamaged)) {
      if (page.some((asked) => asked.siteCode === siteCode)) return candidate;
    }
    const unasked = await deps.surveyDays.unaskedSites(candidate, surveyDate, deps.onDamaged);
    if (unasked.some((reported) => reported.siteCode === siteCode)) return candidate;
  }
  return territory;
}
