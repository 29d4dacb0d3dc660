import type { Calendar, TerritoryCalendar } from "../../../shared/domain/calendar/calendar.ts";
import type { Territory } from "../../../shared/domain/codes.ts";

/** The calendar of the territory; without a territory, that of the region. */
export function wantedCalendar(calendar: Calendar, territory: Territory | undefined): TerritoryCalendar {
  return territory === undefined ? calendar.regional() : calendar.of(territory);
}
