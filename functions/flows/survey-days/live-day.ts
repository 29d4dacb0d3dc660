import pMap from "p-map";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { SiteCode, Territory } from "../../../shared/domain/codes.ts";
import { addRow, type Coverage, emptyCoverage, sortItems } from "../../../shared/domain/survey/coverage.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";
import { type DaySheet, type SheetRow, type SheetSite, sheetOf } from "../../../shared/domain/survey/day-sheet.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { DamagedItem } from "../../../shared/store/parse-item.ts";
import type { Isolated } from "../faults/faults.ts";
import { type DayDeps, dayRows } from "./day-rows.ts";

export type LiveDay = {
  sheets: ReadonlyMap<Territory, DaySheet>;
  coverage: Coverage;
  coverageOf: ReadonlyMap<Territory, Coverage>;
  /** The unreadable data of a territory's sheet. With such data the day gets no final verdict. */
  obstacles: ReadonlyMap<Territory, readonly Obstacle[]>;
};

/** An unreadable report of a site. Without a site: an unreadable part of the expected set. */
export type Obstacle = { siteCode?: SiteCode; cause: unknown };

export type LiveDayDeps = DayDeps & Pick<Deps, "settings" | "sites"> & Isolated;

/** Queries for stored sheets at the same time. */
const territoriesAtOnce = 10;

/**
 * The present survey day in the form of closed days, territory by territory. A territory that does not survey that day
 * has no sheet, unless there are rows for it.
 * @param opened territories that have a sheet in any case
 */
export async function liveDay(
  surveyDate: LocalDate,
  deps: LiveDayDeps,
  opened: ReadonlySet<Territory> = new Set(),
): Promise<LiveDay> {
  const territories = await deps.settings.territories();
  const coverage = emptyCoverage();
  // A territory without asked sites also has a sheet, an empty one.
  const coverageOf = new Map(territories.map((territory) => [territory, emptyCoverage()]));
  const rowsOf = new Map(territories.map((territory): [Territory, SheetRow[]] => [territory, []]));
  const obstacles = new Map<Territory, Obstacle[]>();
  const damagedReports = new Map<SiteCode, DamagedItem>();
  const hinder = (territory: Territory, obstacle: Obstacle) =>
    obstacles.set(territory, [...(obstacles.get(territory) ?? []), obstacle]);
  const put = (row: DayRow, site: SheetSite) => {
    const { siteCode, state } = row;
    addRow(coverageOf.get(site.territory) ?? emptyCoverage(), { site, state });
    if (state === "unreadable") hinder(site.territory, { siteCode, cause: damagedReports.get(siteCode) });
    else rowsOf.get(site.territory)?.push({ ...row, site, state });
  };

  const unasked: DayRow[] = [];
  const onDamaged = (damage: DamagedItem) => {
    deps.onDamaged(damage);
    const { siteCode } = damage.key;
    // Of what is read here, only reports have a site in their key.
    if (siteCode !== undefined) damagedReports.set(siteCode, damage);
  };
  const rows = dayRows(surveyDate, territories, { ...deps, onDamaged }, (territory, cause) =>
    hinder(territory, { cause }),
  );
  for await (const row of rows) {
    addRow(coverage, row);
    if (row.site === undefined) unasked.push(row);
    else put(row, row.site);
  }
  sortItems(coverage);
  if (unasked.length > 0) {
    const placeOf = await placesOf(surveyDate, unasked, territories, deps, hinder);
    for (const row of unasked) {
      const { siteCode } = row;
      const site = placeOf(siteCode);
      if (site !== undefined && rowsOf.has(site.territory)) put(row, site);
      else deps.faults.record("report-not-counted", { surveyDate, siteCode }, new Error("its site is in no territory"));
    }
  }

  const calendar = await deps.calendar();
  const sheets = new Map<Territory, DaySheet>();
  for (const [territory, own] of rowsOf) {
    const { isSurveyDay, flagsOf } = calendar.of(territory);
    if (own.length === 0 && !opened.has(territory) && !isSurveyDay(surveyDate)) continue;
    const sorted = own.toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
    sheets.set(
      territory,
      sheetOf(territory, surveyDate, sorted, (site) => flagsOf(surveyDate, site)),
    );
  }
  return { sheets, coverage, coverageOf, obstacles };
}

/**
 * The territory and level for the reports of sites that were not asked. A site on a stored sheet stays on it, with its
 * level: the site may have moved since, but closed days do not change. For the others the site itself decides.
 */
async function placesOf(
  surveyDate: LocalDate,
  rows: readonly DayRow[],
  territories: readonly Territory[],
  deps: Pick<Deps, "sites" | "surveyDays" | "onDamaged">,
  hinder: (territory: Territory, obstacle: Obstacle) => void,
): Promise<(siteCode: SiteCode) => SheetSite | undefined> {
  const siteCodes = rows.map(({ siteCode }) => siteCode);
  const sites = new Map<SiteCode, SheetSite>();
  for (const site of await deps.sites.getMany(siteCodes, deps.onDamaged)) sites.set(site.siteCode, site);
  await pMap(
    territories,
    async (territory) => {
      const stored = await deps.surveyDays.unaskedSites(territory, surveyDate, (damage) => {
        deps.onDamaged(damage);
        hinder(territory, { cause: damage });
      });
      for (const { siteCode, level } of stored)
        sites.set(siteCode, { ...sites.get(siteCode), siteCode, territory, level });
    },
    { concurrency: territoriesAtOnce },
  );
  return (siteCode) => sites.get(siteCode);
}
