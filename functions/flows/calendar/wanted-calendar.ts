import type { Calendar, TerritoryCalendar } from "../../../shared/domain/calendar/calendar.ts";
import type { Territory } from "../../../shared/domain/codes.ts";

/** That of the territory, or of the region where none is named. */
export function wantedCalendar(calendar: Calendar, territory: Territory | undefined): TerritoryCalendar {
  return territory === undefined ? calendar.regional() : calendar.of(territory);
}
