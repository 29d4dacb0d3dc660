import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import {
  addDays,
  daysBetween,
  type LocalDate,
  type Weekday,
  weekdayOf,
} from "../../shared/domain/calendar/local-date.ts";
import { type DaySheet, noCount, notTraining } from "../../shared/domain/survey/day-sheet.ts";
import { InputError } from "../report/input-error.ts";
import type { Observation } from "./read-observations.ts";

/** The weekdays on which the file has observations, and the gaps that result. */
export type Rhythm = {
  weekdays: readonly Weekday[];
  /** Days between observations over an ordinary weekend: 3 for daily data, 5 for Tuesday and Thursday, 7 for weekly. */
  usualGapDays: number;
  /** This many days between two observations of a site are a break. */
  breakGapDays: number;
};

export type Sheets = {
  /** Per territory, oldest first; site codes are `siteKey`s. */
  territories: DaySheet<string>[][];
  /** Survey days in a school year on the weekdays that were kept. */
  surveyDaysPerYear: number;
  treatments: string[];
};

const week: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const surveyWeekdays: readonly Weekday[] = ["tuesday", "thursday"];

/** A gap this long between observations starts a school year. */
const newYearGapDays = 35;
/** A break is five days or more without lessons. */
const breakDays = 5;
/** Survey weeks of a school year: 68 survey days at two a week. */
const weeksPerYear = 34;
/** A site is expected if it reported that day or on one of the last survey days, as many as this. */
const expectedForDays = 6;
/** From this share of the usual number on, a weekday belongs to the rhythm, and a date has lessons. */
const usualShareMin = 0.5;

/** The name of one site of one level on the sheets. */
export function siteKey(site: string, level: string): string {
  return `${site}\t${level}`;
}

/** The site's name in the file. */
export function siteOf(key: string): string {
  return key.slice(0, key.indexOf("\t"));
}

/** Finds the rhythm of the dates that have counts. */
export function rhythmOf(rows: readonly Observation[]): Rhythm {
  const dates = new Set(rows.flatMap((row) => (row.count === undefined ? [] : [row.date])));
  const counts = new Map<Weekday, number>();
  for (const date of dates) counts.set(weekdayOf(date), (counts.get(weekdayOf(date)) ?? 0) + 1);
  const most = Math.max(...counts.values());
  const weekdays = week.filter((day) => (counts.get(day) ?? 0) >= most * usualShareMin);
  const places = weekdays.map((day) => week.indexOf(day));
  const gaps = places.map((place, i) => (places[i + 1] ?? (places[0] ?? 0) + week.length) - place);
  const usualGapDays = Math.max(...gaps);
  return {
    weekdays,
    usualGapDays,
    // A break has more than five days without lessons. It must also be longer than the gap of one missing report.
    breakGapDays: Math.max(breakDays + 1, usualGapDays + 3),
  };
}

/**
 * Puts the observations on day sheets, one per territory and survey day. It sets the hygiene flags that the dates alone
 * show. There is no calendar: years, breaks and closures are gaps in the observations.
 * @param keep the weekdays to keep, or `all`; by default Tuesday and Thursday of daily data, else all
 * @throws InputError when nothing is left
 */
export function toDaySheets(rows: readonly Observation[], keep: readonly Weekday[] | "all" | undefined): Sheets {
  const rhythm = rhythmOf(rows);
  const daily = rhythm.weekdays.length > surveyWeekdays.length + 1;
  const wanted = keep ?? (daily ? surveyWeekdays : "all");
  const kept = wanted === "all" ? rhythm.weekdays : wanted;
  const isKept = (date: LocalDate) => wanted === "all" || wanted.includes(weekdayOf(date));
  const weekly = kept.length === 1;

  const byTerritory = Map.groupBy(rows, (row) => row.territory);
  const territories = [...byTerritory.keys()].sort().flatMap((territory) => {
    const sheets = territorySheets(territory, byTerritory.get(territory) ?? [], rhythm, isKept, daily, weekly ? 1 : 2);
    return sheets.length === 0 ? [] : [sheets];
  });
  if (territories.length === 0) throw new InputError(`no row falls on ${kept.join(" or ")}`);

  const surveyDaysPerYear = weeksPerYear * kept.length;
  return {
    territories,
    surveyDaysPerYear,
    treatments: [
      `Observations on ${rhythm.weekdays.join(", ")}; ${wanted === "all" ? "all days are kept" : `kept: ${kept.join(", ")}${keep === undefined ? " (the survey's days; --weekdays all keeps every day)" : ""}`}. A school year counts ${surveyDaysPerYear} survey days.`,
      `Not training: the first ${weekly ? "survey day" : "two survey days"} of the file and after ${newYearGapDays} days without observations; a site's first day after a gap of ${rhythm.breakGapDays} days or more (usual: ${rhythm.usualGapDays})${daily ? "; the last day before a usual day without observations" : "; days before a closure cannot be told in data that are not daily"}; observations that alarmed.`,
      `Expected: the sites that reported that day or on one of the last ${expectedForDays} survey days of their territory.`,
    ],
  };
}

/** The sheets unchanged, or without the flags that keep days out of the baselines. */
export function withHygiene(sheets: Sheets, hygiene: boolean): Sheets {
  if (hygiene) return sheets;
  const territories = sheets.territories.map((days) =>
    days.map((sheet) => ({ ...sheet, flags: sheet.flags.map((bits) => bits & ~notTraining) })),
  );
  return { ...sheets, territories, treatments: [...sheets.treatments, "All days train (--no-hygiene)."] };
}

function territorySheets(
  territory: string,
  rows: readonly Observation[],
  rhythm: Rhythm,
  isKept: (date: LocalDate) => boolean,
  daily: boolean,
  yearStartDays: number,
): DaySheet<string>[] {
  const byDate = Map.groupBy(rows, (row) => row.date);
  const dates = [...byDate.keys()].sort();
  const lessonDates = lessonDatesOf(dates, byDate);
  const yearStarts = yearStartsOf(lessonDates, isKept, yearStartDays);
  const lessons = new Set(lessonDates);
  const lastLesson = lessonDates.at(-1) ?? "";

  const levelOf = new Map<string, string>();
  const lastSeen = new Map<string, LocalDate>();
  const returned = new Set<string>();
  const expectedUntil = new Map<string, number>();
  const sheets: DaySheet<string>[] = [];
  for (const date of dates) {
    const today = byDate.get(date) ?? [];
    for (const { site, level, count } of today) {
      if (count === undefined) continue;
      const key = siteKey(site, level);
      const before = lastSeen.get(key);
      if (before !== undefined && daysBetween(before, date) >= rhythm.breakGapDays) returned.add(key);
      lastSeen.set(key, date);
      levelOf.set(key, level);
    }
    if (!isKept(date)) continue;

    const number = sheets.length;
    const counts = new Map(today.map((row) => [siteKey(row.site, row.level), row.count]));
    for (const [key, count] of counts) if (count !== undefined) expectedUntil.set(key, number + expectedForDays);
    const beforeClosure = daily && date < lastLesson && !lessons.has(nextUsualDate(date, rhythm.weekdays));
    const dayBits = (yearStarts.has(date) ? dayFlags.yearStart : 0) | (beforeClosure ? dayFlags.beforeClosure : 0);
    const keys = [...expectedUntil].filter(([, until]) => until >= number).map(([key]) => key);
    keys.sort();
    sheets.push({
      territory,
      surveyDate: date,
      siteCodes: keys,
      levels: keys.map((key) => levelOf.get(key) ?? ""),
      pupils: Int32Array.from(keys, (key) => counts.get(key)?.enrolled ?? 0),
      absent: Int32Array.from(keys, (key) => counts.get(key)?.absent ?? noCount),
      flags: Uint16Array.from(keys, (key) => {
        if (counts.get(key) === undefined) return dayFlags.expected;
        const afterBreak = returned.delete(key) ? dayFlags.afterBreak : 0;
        return dayFlags.expected | dayFlags.onTime | dayBits | afterBreak;
      }),
    });
  }
  return sheets;
}

/** The dates on which the number of reporting sites was at least half of the territory's median. */
function lessonDatesOf(
  dates: readonly LocalDate[],
  byDate: ReadonlyMap<LocalDate, readonly Observation[]>,
): LocalDate[] {
  const reports = dates.map((date) => (byDate.get(date) ?? []).filter((row) => row.count !== undefined).length);
  const median = reports.toSorted((a, b) => a - b)[Math.floor(reports.length / 2)] ?? 0;
  return dates.filter((_, i) => (reports[i] ?? 0) >= median * usualShareMin);
}

/** The first kept lesson dates of each school year, and every date before them. */
function yearStartsOf(
  lessonDates: readonly LocalDate[],
  isKept: (date: LocalDate) => boolean,
  wanted: number,
): { has: (date: LocalDate) => boolean } {
  const spans: { from: LocalDate; to: LocalDate; days: number }[] = [];
  let before: LocalDate | undefined;
  for (const date of lessonDates) {
    const newYear = before === undefined || daysBetween(before, date) >= newYearGapDays;
    if (newYear) spans.push({ from: before === undefined ? "" : addDays(before, 1), to: date, days: 0 });
    before = date;
    const span = spans.at(-1);
    if (span !== undefined && span.days < wanted && isKept(date)) {
      span.days += 1;
      span.to = date;
    }
  }
  return { has: (date) => spans.some(({ from, to }) => from <= date && date <= to) };
}

/** The next date that falls on a usual weekday. */
function nextUsualDate(date: LocalDate, weekdays: readonly Weekday[]): LocalDate {
  for (let days = 1; days < week.length; days++) {
    const next = addDays(date, days);
    if (weekdays.includes(weekdayOf(next))) return next;
  }
  return addDays(date, week.length);
}
