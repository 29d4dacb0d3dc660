import { calendarOfDay } from "../../shared/domain/calendar.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import { addRow, type Coverage, emptyCoverage, sortItems } from "../../shared/domain/coverage.ts";
import type { DayRow } from "../../shared/domain/day-rows.ts";
import { type DaySheet, type SheetRow, sheetOf } from "../../shared/domain/day-sheet.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { dayRows } from "./day-rows.ts";

export type LiveDay = {
  sheets: ReadonlyMap<Territory, DaySheet>;
  coverage: Coverage;
  coverageOf: ReadonlyMap<Territory, Coverage>;
};

/** The survey day as it stands now, in the shape in which closed days are kept, territory by territory. */
export async function liveDay(
  surveyDate: LocalDate,
  deps: Pick<Deps, "settings" | "surveyDays" | "reports" | "closures" | "sites">,
): Promise<LiveDay> {
  const coverage = emptyCoverage();
  const coverageOf = new Map<Territory, Coverage>();
  const rowsOf = new Map<Territory, SheetRow[]>();
  const unasked: DayRow[] = [];
  const put = (row: SheetRow) => {
    const { territory } = row.site;
    entry(rowsOf, territory, (): SheetRow[] => []).push(row);
    addRow(entry(coverageOf, territory, emptyCoverage), row);
  };
  for await (const row of dayRows(surveyDate, deps)) {
    addRow(coverage, row);
    if (row.site === undefined) unasked.push(row);
    else put({ ...row, site: row.site });
  }
  for (const row of await withTheirSites(unasked, deps)) put(row);
  sortItems(coverage);

  // A territory in which nobody was asked has a sheet too, an empty one.
  for (const territory of await deps.settings.territories()) {
    entry(rowsOf, territory, (): SheetRow[] => []);
    entry(coverageOf, territory, emptyCoverage);
  }
  const calendar = calendarOfDay(surveyDate, await deps.closures());
  const sheets = new Map<Territory, DaySheet>();
  for (const [territory, rows] of rowsOf) {
    const sorted = rows.toSorted((one, other) => (one.siteCode < other.siteCode ? -1 : 1));
    sheets.set(territory, sheetOf(territory, surveyDate, sorted, calendar.flagsOf));
  }
  return { sheets, coverage, coverageOf };
}

/** Who reported without being asked is not in the expected set: its level and territory are looked up. */
async function withTheirSites(rows: readonly DayRow[], deps: Pick<Deps, "sites">): Promise<SheetRow[]> {
  const sites = new Map(
    (await deps.sites.getMany(rows.map(({ siteCode }) => siteCode))).map((site) => [site.siteCode, site]),
  );
  return rows.flatMap((row) => {
    const site = sites.get(row.siteCode);
    return site === undefined ? [] : [{ ...row, site }];
  });
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, fresh: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = fresh();
  map.set(key, value);
  return value;
}
