import * as z from "zod";
import type { EnteredSchoolCalendar } from "../domain/calendar/entered-school-calendar.ts";
import { schoolWeekdays } from "../domain/calendar/school-calendar.ts";
import type { SchoolYear } from "../domain/calendar/school-year.ts";
import type { Authorship } from "../domain/principal.ts";
import type { Database } from "./database.ts";
import { itemParser, type OnDamaged, unlessDamaged } from "./parse-item.ts";
import { storedDate } from "./stored-fields.ts";

export type StoredSchoolCalendar = {
  /** Counts writes; 0 before the first one. */
  version: number;
  /** Undefined when it cannot be read. */
  entered: EnteredSchoolCalendar | undefined;
};

export type SchoolCalendarStore = {
  /** The entries of every school year that has some. */
  all(onDamaged: OnDamaged): Promise<Map<SchoolYear, EnteredSchoolCalendar>>;
  get(schoolYear: SchoolYear, onDamaged: OnDamaged): Promise<StoredSchoolCalendar>;
  /** Refused when the stored version is not the expected one. */
  replace(
    schoolYear: SchoolYear,
    expectedVersion: number,
    entered: EnteredSchoolCalendar,
    written: Authorship,
  ): Promise<"saved" | "conflict">;
};

/** One partition holds everything that a submission reads in addition to its site. */
const partition = "common";
const prefix = "school-year#";

const span = z.object({ from: storedDate, to: storedDate });

const versionItem = z.object({ writes: z.int().min(1) });
const calendarItem = z
  .object({
    version: z.string().startsWith(prefix),
    lessons: z
      .object({
        "pre-primary": span.exactOptional(),
        primary: span.exactOptional(),
        "lower-secondary": span.exactOptional(),
        "upper-secondary": span.exactOptional(),
      })
      .exactOptional(),
    holidays: z.array(span.extend({ reason: z.string() })).exactOptional(),
    surveyWeekdays: z
      .array(
        z.object({
          from: storedDate,
          territories: z.array(z.string()).exactOptional(),
          weekdays: z.array(z.enum(schoolWeekdays)),
        }),
      )
      .exactOptional(),
  })
  .transform(({ version, ...entered }) => ({ schoolYear: version.slice(prefix.length), entered }));

/** The entries of school years that differ from the permanent calendar. They are among the settings. */
export function schoolCalendarStore(database: Database): SchoolCalendarStore {
  const parseVersion = itemParser("settings", versionItem);
  const parse = itemParser("settings", calendarItem);
  const keyOf = (schoolYear: SchoolYear) => ({ name: partition, version: `${prefix}${schoolYear}` });

  return {
    async all(onDamaged) {
      const found = new Map<SchoolYear, EnteredSchoolCalendar>();
      const query = { table: "settings", partition, sort: { prefix }, consistent: true } as const;
      for await (const items of database.queryPages(query)) {
        for (const item of items) {
          const stored = unlessDamaged(() => parse(item), onDamaged);
          if (stored !== undefined) found.set(stored.schoolYear, stored.entered);
        }
      }
      return found;
    },

    async get(schoolYear, onDamaged) {
      const item = await database.get("settings", keyOf(schoolYear), { consistent: true });
      if (item === undefined) return { version: 0, entered: {} };
      const { writes } = parseVersion(item);
      return { version: writes, entered: unlessDamaged(() => parse(item), onDamaged)?.entered };
    },

    async replace(schoolYear, expectedVersion, entered, { by, at }) {
      const item = { ...keyOf(schoolYear), ...entered, writes: expectedVersion + 1, by, at: at.getTime() };
      const outcome = await database.put(
        "settings",
        item,
        expectedVersion === 0
          ? { expression: "attribute_not_exists(#name)" }
          : { expression: "#writes = :expectedWrites", values: { expectedWrites: expectedVersion } },
      );
      return outcome.kind === "written" ? "saved" : "conflict";
    },
  };
}
