import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import {
  type AskedTerritory,
  grantTerritory,
  isWhole,
  type Jurisdiction,
  ownTerritory,
} from "../../../shared/domain/jurisdiction.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";
import { outsideScope } from "../../../shared/runtime/authorise.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { type DayDeps, dayRows } from "./day-rows.ts";

/** Rows whose sites are read together. */
const rowsAtOnce = 200;

/**
 * The caller's rows of a survey day. A report of a site that was not asked belongs to the territory of its site. The
 * expected sets of all territories are read: otherwise an asked site of another office would look like one that was not
 * asked.
 */
export async function* ownDayRows(
  surveyDate: LocalDate,
  jurisdiction: Jurisdiction,
  deps: DayDeps & Pick<Deps, "sites">,
): AsyncGenerator<DayRow> {
  const rows = dayRows(surveyDate, [...jurisdiction.listed.keys()], deps);
  if (isWhole(jurisdiction)) {
    yield* rows;
    return;
  }
  let waiting: DayRow[] = [];
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < rowsAtOnce) continue;
    yield* await ownOf(waiting, jurisdiction, deps);
    waiting = [];
  }
  yield* await ownOf(waiting, jurisdiction, deps);
}

async function ownOf(
  rows: readonly DayRow[],
  jurisdiction: Jurisdiction,
  deps: Pick<Deps, "sites" | "onDamaged">,
): Promise<DayRow[]> {
  const unasked = rows.filter(({ site }) => site === undefined).map(({ siteCode }) => siteCode);
  const sites = unasked.length === 0 ? [] : await deps.sites.getMany(unasked, deps.onDamaged);
  const territoryOf = new Map(sites.map(({ siteCode, territory }) => [siteCode, territory]));
  return rows.filter(({ siteCode, site }) => {
    const territory = site?.territory ?? territoryOf.get(siteCode);
    return territory !== undefined && ownTerritory(jurisdiction, territory) !== undefined;
  });
}

/** The territory that the caller asks for, if any. */
export function ownPlace(
  jurisdiction: Jurisdiction,
  asked: AskedTerritory | undefined,
): { territory?: Territory } | { problem: typeof outsideScope } {
  if (asked === undefined) return {};
  const own = grantTerritory(jurisdiction, asked);
  return own === undefined ? { problem: outsideScope } : { territory: own.territory };
}
