import type { Level, SiteCode, Territory } from "./codes.ts";
import type { LocalDate } from "./local-date.ts";

/**
 * One survey day of one territory as columns: row `i` of every column is site `siteCodes[i]`. Site codes ascend and
 * are unique. This is what history, dashboards, exports and detection read; a day that is still open has the same
 * shape, built from its expected set and its reports. `L` is free text only in backtests on other countries' data.
 */
export type DaySheet<L extends string = Level> = {
  territory: Territory;
  surveyDate: LocalDate;
  siteCodes: readonly SiteCode[];
  levels: readonly L[];
  /** Frozen denominators; 0 where nothing countable was reported. */
  pupils: Int32Array;
  /** Absent pupils; `noCount` where nothing countable was reported. */
  absent: Int32Array;
  /** Bits of `dayFlags`. */
  flags: Uint16Array;
};

export const noCount = -1;

/** What is known of one site on one survey day, as bits. */
export const dayFlags = {
  /** Asked, and open: on time, late or missing. */
  expected: 1 << 0,
  onTime: 1 << 1,
  late: 1 << 2,
  /** Asked, but closed that day: not expected, not missing, not 0 %. */
  exempt: 1 << 3,
  /** Reported without having been asked. */
  unexpected: 1 << 4,
  strike: 1 << 5,
  weather: 1 << 6,
  /** One of the first two survey days of the school year. */
  yearStart: 1 << 7,
  /** The first survey day after five or more days without lessons. */
  afterBreak: 1 << 8,
  /** Lessons stop on the day after. */
  beforeClosure: 1 << 9,
  /** This observation alarmed in the final verdict; it does not train. */
  alarmed: 1 << 10,
  /** The same count for the fourth survey day running. */
  sameCount: 1 << 11,
} as const;

/** Days on which an observation is tested but must not train a baseline. */
export const notTraining =
  dayFlags.exempt |
  dayFlags.strike |
  dayFlags.weather |
  dayFlags.yearStart |
  dayFlags.afterBreak |
  dayFlags.beforeClosure |
  dayFlags.alarmed;
