import pMap from "p-map";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { OwnTerritory } from "../../../shared/domain/jurisdiction.ts";
import type { DaySheet } from "../../../shared/domain/survey/day-sheet.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

const readsAtOnce = 8;

/** How many sites were asked on all closed days of a period together. */
export async function closedSiteDays(
  territories: readonly OwnTerritory[],
  from: LocalDate,
  to: LocalDate,
  deps: Pick<Deps, "surveyDays" | "calendar" | "onDamaged">,
): Promise<number> {
  const calendar = await deps.calendar();
  const states = await pMap(
    territories,
    ({ territory }) =>
      deps.surveyDays.states(territory, calendar.of(territory).surveyWeekdays(from, to), deps.onDamaged),
    { concurrency: readsAtOnce },
  );
  return states.flat().reduce((sum, { status, asked }) => sum + (status === "closed" ? asked : 0), 0);
}

/** The sheets of the period, one territory after the other, oldest first. */
export async function* sheetsByTerritory(
  territories: readonly OwnTerritory[],
  from: LocalDate,
  to: LocalDate,
  deps: Pick<Deps, "surveyDays" | "onDamaged">,
): AsyncGenerator<readonly DaySheet[]> {
  for (const { territory } of territories) {
    const { sheets } = await deps.surveyDays.sheetsBetween(territory, from, to, deps.onDamaged);
    yield sheets;
  }
}
