import { type Calendar, calendarOf } from "../domain/calendar/calendar.ts";
import { officeOf } from "../domain/region/territory-record.ts";
import type { OnDamaged } from "../store/parse-item.ts";
import type { SchoolCalendarStore } from "../store/school-calendar-store.ts";
import type { SettingsStore } from "../store/settings-store.ts";

type CalendarDeps = {
  settings: Pick<SettingsStore, "region" | "officeClosures">;
  schoolCalendars: SchoolCalendarStore;
  onDamaged: OnDamaged;
};

/** The calendar from the stored data. Damaged items are reported and left out. */
export async function readCalendar({ settings, schoolCalendars, onDamaged }: CalendarDeps): Promise<Calendar> {
  const [region, schoolYears] = await Promise.all([settings.region(onDamaged), schoolCalendars.all(onDamaged)]);
  const byOffice = Map.groupBy(region.territories, officeOf);
  const own = await Promise.all(
    [...byOffice].map(async ([officeCode, territories]) => ({
      territories,
      closures: await settings.officeClosures(officeCode, onDamaged),
    })),
  );
  const closuresOf = own.flatMap(({ territories, closures }) =>
    territories.map(({ territory }) => [territory, [...region.closures, ...closures]] as const),
  );
  const rites = region.territories.flatMap(({ territory, rite }) =>
    rite === undefined ? [] : [[territory, rite] as const],
  );
  const startOf = new Map(region.offices.map(({ officeCode, startsOn }) => [officeCode, startsOn]));
  const starts = region.territories.flatMap((record) => {
    const startsOn = startOf.get(officeOf(record));
    return startsOn === undefined ? [] : [[record.territory, startsOn] as const];
  });
  return calendarOf({
    closures: [...region.closures, ...own.flatMap(({ closures }) => closures)],
    closuresOf: new Map(closuresOf),
    schoolYears,
    rites: new Map(rites),
    startsOn: new Map(starts),
  });
}
