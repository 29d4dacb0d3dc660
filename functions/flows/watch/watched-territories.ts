import pMap from "p-map";
import type { TerritoryRecord } from "../../../shared/domain/region/territory-record.ts";
import { surveyWindow, windowState } from "../../../shared/domain/survey/survey-window.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { StoredSurveyDay } from "../../../shared/store/survey-day-store.ts";
import type { Isolated } from "../faults/faults.ts";
import { closableSurveyDays } from "../survey-days/recent-survey-days.ts";

/** A job's work may still be under way for this long after its time. */
const graceMillis = 60 * 60_000;
const territoriesAtOnce = 8;

/** A territory with the survey days that were opened in it. */
export type Watched = TerritoryRecord & { states: readonly StoredSurveyDay[] };

/** Work that was due by then is overdue now. */
export function dueBy(now: Date): Date {
  return new Date(now.getTime() - graceMillis);
}

/** The territories whose data can be read. */
export async function watchedTerritories(
  now: Date,
  deps: Pick<Deps, "settings" | "surveyDays" | "calendar" | "onDamaged"> & Isolated,
): Promise<Watched[]> {
  const calendar = await deps.calendar();
  const watched = await pMap(
    await deps.settings.listedTerritories(deps.onDamaged),
    (listed) =>
      deps.faults.isolate("not-watched", { territory: listed.territory }, async () => ({
        ...listed,
        states: await deps.surveyDays.states(
          listed.territory,
          closableSurveyDays(now, calendar.of(listed.territory)),
          deps.onDamaged,
        ),
      })),
    { concurrency: territoriesAtOnce },
  );
  return watched.filter((territory) => territory !== undefined);
}

/** The survey days whose window had passed by then, in any state. */
export function closedDays(watched: readonly Watched[], by: Date): StoredSurveyDay[] {
  return watched.flatMap(({ states }) =>
    states.filter(({ surveyDate }) => windowState(surveyWindow(surveyDate), by) === "closed"),
  );
}
