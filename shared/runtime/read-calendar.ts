import { type Calendar, calendarOf } from "../domain/calendar/calendar.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import type { SettingsStore } from "../store/settings-store.ts";

/** The calendar by what is stored now. What is damaged is told, and left out. */
export async function readCalendar(settings: SettingsStore, onDamaged: OnDamaged): Promise<Calendar> {
  return calendarOf({ closures: await settings.closures(onDamaged), schoolYears: new Map(), rites: new Map() });
}
