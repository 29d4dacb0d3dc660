import { type Calendar, calendarOf } from "../domain/calendar/calendar.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import type { SchoolCalendarStore } from "../store/school-calendar-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";

type CalendarDeps = {
  settings: Pick<SettingsStore, "closures">;
  schoolCalendars: SchoolCalendarStore;
  onDamaged: OnDamaged;
};

/** The calendar by what is stored now. What is damaged is told, and left out. */
export async function readCalendar({ settings, schoolCalendars, onDamaged }: CalendarDeps): Promise<Calendar> {
  const [closures, schoolYears] = await Promise.all([settings.closures(onDamaged), schoolCalendars.all(onDamaged)]);
  return calendarOf({ closures, schoolYears, rites: new Map() });
}
