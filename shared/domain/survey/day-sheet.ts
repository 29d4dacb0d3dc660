import { dayFlags } from "../calendar/day-flags.ts";
import type { LocalDate } from "../calendar/local-date.ts";
import type { Level, SiteCode, Territory } from "../codes.ts";
import type { DayRow, SiteDayState } from "./day-rows.ts";
import type { ExpectedSite } from "./expected-site.ts";
import { type ByName, eachByName, givenByName, type OptionalCounts, optionalCountNames } from "./optional-counts.ts";

/**
 * One survey day of one territory as columns: row `i` of every column is site `siteCodes[i]`. Site codes ascend and are
 * unique. History, dashboards, exports and detection read it. An open day has the same shape, built from its expected
 * set and its reports. `L` is free text only in backtests on other countries' data. Each optional count has a column
 * too, with `noCount` when it was not given. A sheet of an earlier release may lack the column: the count is then
 * unknown, whatever the reports say.
 */
export type DaySheet<L extends string = Level> = ByName<Int32Array> & {
  territory: Territory;
  surveyDate: LocalDate;
  siteCodes: readonly SiteCode[];
  levels: readonly L[];
  /** Frozen denominators; 0 when nothing countable was reported. */
  pupils: Int32Array;
  /** Absent pupils; `noCount` when nothing countable was reported. */
  absent: Int32Array;
  /** Bits of `dayFlags`. */
  flags: Uint16Array;
};

export const noCount = -1;

/** Flags of days on which an observation is tested but must not train a baseline. */
export const notTraining =
  dayFlags.exempt |
  dayFlags.strike |
  dayFlags.weather |
  dayFlags.yearStart |
  dayFlags.afterBreak |
  dayFlags.beforeClosure |
  dayFlags.alarmed;

/**
 * A row with a known territory and level, even if the site was not asked, because a sheet has a level for each of its
 * sites. An unreadable report is on no sheet.
 */
export type SheetRow = Pick<DayRow, "siteCode" | "report"> & { site: SheetSite; state: SheetState };

/** Nothing else is known about a site that is no longer registered. */
export type SheetSite = Pick<ExpectedSite, "siteCode" | "territory" | "level"> & Partial<ExpectedSite>;

type SheetState = Exclude<SiteDayState, "unreadable">;

const flagsOfState = {
  "on-time": dayFlags.expected | dayFlags.onTime,
  late: dayFlags.expected | dayFlags.late,
  missing: dayFlags.expected,
  exempt: dayFlags.exempt,
  unexpected: dayFlags.unexpected,
} as const satisfies Record<SheetState, number>;

/**
 * The day sheet of one territory from its merged rows, in their order.
 * @param calendarFlagsOf the bits that the calendar knows for a site: see `calendarOfDay`
 * @throws Error when a row belongs to another territory or the codes do not ascend
 */
export function sheetOf(
  territory: Territory,
  surveyDate: LocalDate,
  rows: readonly SheetRow[],
  calendarFlagsOf: (site: SheetSite) => number,
): DaySheet {
  const sheet: DaySheet = {
    territory,
    surveyDate,
    siteCodes: rows.map(({ siteCode }) => siteCode),
    levels: rows.map(({ site }) => site.level),
    pupils: new Int32Array(rows.length),
    absent: new Int32Array(rows.length).fill(noCount),
    flags: new Uint16Array(rows.length),
  };
  const optional = eachByName(() => new Int32Array(rows.length).fill(noCount));
  let previous = "";
  for (const [index, { siteCode, site, state, report }] of rows.entries()) {
    if (site.territory !== territory) throw new Error(`site ${siteCode} is of ${site.territory}, not of ${territory}`);
    if (siteCode <= previous) throw new Error(`site ${siteCode} follows ${previous}, but codes must ascend`);
    previous = siteCode;
    sheet.flags[index] = flagsOfState[state] | calendarFlagsOf(site);
    if (report?.absent !== undefined) {
      sheet.pupils[index] = report.pupils;
      sheet.absent[index] = report.absent;
      for (const name of optionalCountNames) optional[name][index] = report[name] ?? noCount;
    }
  }
  return { ...sheet, ...optional };
}

/** The optional counts of a row that were given and that the sheet knows. */
export function optionalCountsOf(sheet: DaySheet, row: number): OptionalCounts {
  return givenByName(({ name }) => {
    const count = sheet[name]?.[row] ?? noCount;
    return count === noCount ? undefined : count;
  });
}

/** How many earlier survey days must show the same count. */
export const sameCountDaysBefore = 3;

/**
 * The sheet's flags, with `sameCount` set when a site has the same count for the fourth survey day in a row.
 * @param earlier the territory's sheets of the three survey days before, in any order; with fewer, nothing is set
 */
export function sameCountFlags(sheet: DaySheet, earlier: readonly DaySheet[]): Uint16Array {
  const flags = sheet.flags.slice();
  if (earlier.length < sameCountDaysBefore) return flags;
  const before = earlier.map(countsBySite);
  for (const [index, siteCode] of sheet.siteCodes.entries()) {
    const absent = sheet.absent[index] ?? noCount;
    if (absent !== noCount && before.every((counts) => counts.get(siteCode) === absent)) {
      flags[index] = (flags[index] ?? 0) | dayFlags.sameCount;
    }
  }
  return flags;
}

function countsBySite({ siteCodes, absent }: DaySheet): Map<SiteCode, number> {
  return new Map(siteCodes.map((siteCode, index) => [siteCode, absent[index] ?? noCount]));
}
