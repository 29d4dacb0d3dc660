import {
  decideSchoolCalendar,
  type EnteredSchoolCalendar,
  type SchoolCalendarDecision,
} from "../../../shared/domain/calendar/entered-school-calendar.ts";
import { localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import type { SchoolYear } from "../../../shared/domain/calendar/school-year.ts";
import type { Authorship } from "../../../shared/domain/principal.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";

/**
 * Enters the calendar of a school year and replaces the earlier entry.
 * @param decided is called before the first write
 */
export async function enterSchoolCalendar(
  schoolYear: SchoolYear,
  after: EnteredSchoolCalendar,
  written: Authorship,
  deps: Pick<Deps, "schoolCalendars" | "onDamaged">,
  decided: () => Promise<void>,
): Promise<SchoolCalendarDecision> {
  return retryOnConflict(`school calendar ${schoolYear}`, async () => {
    const { version, entered: before } = await deps.schoolCalendars.get(schoolYear, deps.onDamaged);
    const decision = decideSchoolCalendar(schoolYear, before, after, localDateAt(written.at));
    if (decision.kind === "refused") return decision;
    await decided();
    const saved = await deps.schoolCalendars.replace(schoolYear, version, after, written);
    return saved === "saved" ? decision : "conflict";
  });
}
