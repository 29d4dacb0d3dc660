import type { LocalDate } from "../domain/calendar/local-date.ts";
import { countShownMin } from "../domain/count-shown-min.ts";
import type { Language } from "../domain/language.ts";
import { spellDecimal, spellPeople, spellRate } from "../words/spelled-number.ts";
import { spellShortDate } from "../words/spelled-time.ts";

/** One survey day of the scope's recent past. It holds counts, so that small ones can be hidden. */
export type SeriesPoint = {
  surveyDate: LocalDate;
  absent: number;
  pupils: number;
  /** The band of the expected rate, 0 to 1. */
  expectedLow: number;
  expectedHigh: number;
};

/** A row of the table: its texts, and the cells that draw it, left to right, in per cent of the row. */
export type SeriesBar = {
  day: string;
  rate: string;
  expected: string;
  cells: readonly BarCell[];
};

type BarCell = { widthPercent: number; color: string };

const colors = { bar: "#0059b3", barInBand: "#3d85cc", band: "#c9dcee", empty: "#f0f3f6" } as const;

/**
 * The series as table cells, because every mail client draws them, even without images. The bar of the rate lies over
 * the expected band. The scale ends at the largest value. A day with fewer than `countShownMin` absent has no bar.
 */
export function seriesBars(series: readonly SeriesPoint[], language: Language): SeriesBar[] {
  const largest = Math.max(...series.map((point) => Math.max(shownRate(point) ?? 0, point.expectedHigh)));
  return series.map((point) => {
    const rate = shownRate(point);
    return {
      day: spellShortDate(point.surveyDate, language),
      rate: rate === undefined ? spellPeople(point.absent, language) : spellRate(rate, language),
      expected: `${spellDecimal(100 * point.expectedLow, language)}–${spellRate(point.expectedHigh, language)}`,
      cells: barCells(rate ?? 0, point, largest),
    };
  });
}

function shownRate({ absent, pupils }: SeriesPoint): number | undefined {
  return absent < countShownMin ? undefined : absent / pupils;
}

function barCells(rate: number, { expectedLow, expectedHigh }: SeriesPoint, largest: number): BarCell[] {
  const scaled = (value: number) => (largest > 0 ? Math.round((100 * value) / largest) : 0);
  const [end, low, high] = [scaled(rate), scaled(expectedLow), scaled(expectedHigh)];
  const edges = [...new Set([0, end, low, high, 100])].sort((a, b) => a - b);
  return edges.slice(1).map((to, i) => {
    const inBar = to <= end;
    const inBand = to > low && to <= high;
    const color = inBar ? (inBand ? colors.barInBand : colors.bar) : inBand ? colors.band : colors.empty;
    return { widthPercent: to - (edges[i] ?? 0), color };
  });
}
