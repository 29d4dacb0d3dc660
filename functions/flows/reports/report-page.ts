import { localDate } from "../../../shared/contracts/fields.ts";
import { addDays, type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import { schoolYearBounds, schoolYearOf } from "../../../shared/domain/calendar/school-year.ts";
import type { Site } from "../../../shared/domain/registry/site.ts";
import type { AbsenceReport } from "../../../shared/domain/survey/absence-report.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { InvalidCursor, type PageRequest, type StoredPage } from "../../../shared/store/page.ts";

/** The data of this system does not go back further. */
const schoolYearsMax = 12;

/**
 * The reports of a site, latest first. It walks back over the dates on which any territory surveyed, school year by
 * school year.
 */
export async function reportPage(
  { siteCode }: Site,
  { cursor, limit }: PageRequest,
  now: Date,
  deps: Pick<Deps, "reports" | "calendar" | "onDamaged">,
): Promise<StoredPage<AbsenceReport>> {
  if (cursor !== undefined && !localDate.safeParse(cursor).success) {
    throw new InvalidCursor("not a cursor of this list");
  }
  // The site may have been in another territory.
  const calendar = (await deps.calendar()).anywhere();
  const items: AbsenceReport[] = [];
  let until: LocalDate = cursor === undefined ? localDateAt(now) : addDays(cursor, -1);
  for (let years = 0; years < schoolYearsMax && items.length <= limit; years++) {
    const { from } = schoolYearBounds(schoolYearOf(until));
    const dates = calendar.surveyWeekdays(from, until);
    items.push(...(await deps.reports.ofSite(siteCode, dates, deps.onDamaged)).reverse());
    until = addDays(from, -1);
  }
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, ...(items.length > limit && last !== undefined ? { cursor: last.surveyDate } : {}) };
}
