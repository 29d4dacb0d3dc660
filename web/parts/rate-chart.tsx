import { useEntryWords, useLanguage } from "../words/language.tsx";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import type { Language } from "../../shared/domain/language.ts";
import { spellDecimal } from "../../shared/words/spelled-number.ts";
import { spellShortDate } from "../../shared/words/spelled-time.ts";
import type { CurvePoint } from "./curve-point.ts";

const height = 280;
const colours = {
  rate: "#0059b3",
  expected: "#455b71",
  band: "rgb(69 91 113 / 18%)",
  median: "#a66300",
  signal: "#b3263c",
};
const axisFont = "13px 'Titillium Web', sans-serif";

/** Absence rates over time: the curve, the usual range as a band, signals as marks. */
export function RateChart({ points, label }: { points: readonly CurvePoint[]; label: string }) {
  const place = useRef<HTMLDivElement>(null);
  const text = useEntryWords().series;
  const { language } = useLanguage();

  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const data = dataOf(points);
    const [seconds] = data;
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height,
        cursor: { drag: { x: false, y: false } },
        legend: { show: false },
        scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(10, max * 1.1)] } },
        axes: [
          {
            font: axisFont,
            // The library would mark the midnights of the reader's own time zone.
            splits: ({ width }) => labelledDays(seconds, width),
            values: (_, marked) => marked.map((second) => spellDay(second, language)),
          },
          { font: axisFont, size: 52, values: (_, rates) => rates.map((rate) => spellTick(rate, language)) },
        ],
        series: [
          {},
          { label: text.rate, stroke: colours.rate, width: 2.5, points: { size: 6, fill: colours.rate } },
          { label: text.expected, stroke: colours.expected, width: 1.5, dash: [4, 4] },
          { label: text.usual, stroke: "transparent", fill: colours.band, points: { show: false } },
          { label: "", stroke: "transparent", points: { show: false } },
          { label: text.median, stroke: colours.median, width: 1.5, dash: [8, 4] },
          {
            label: text.signal,
            stroke: colours.signal,
            width: 0,
            paths: () => null,
            points: { show: true, size: 13, fill: colours.signal },
          },
        ],
        bands: [{ series: [3, 4], fill: colours.band }],
      },
      data,
      element,
    );
    const resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      chart.destroy();
    };
  }, [points, language, text]);

  const shown = legendOf(points);
  return (
    <figure className="chart">
      <div ref={place} role="img" aria-label={label} />
      <figcaption>
        <ul>
          {shown.map((part) => (
            <li key={part} className={`chart-${part}`}>
              {text[part]}
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

/** Only the kinds of mark that the points have. */
function legendOf(points: readonly CurvePoint[]) {
  const has = (member: keyof CurvePoint) => points.some((point) => point[member] !== undefined);
  return [
    "rate" as const,
    ...(has("medianRate") ? ["median" as const] : []),
    ...(has("expectedRate") ? ["expected" as const, "usual" as const] : []),
    ...(has("severity") ? ["signal" as const] : []),
  ];
}

/** Width of a day's label in pixels: survey days are two or five days apart. */
const labelWidth = 110;

/** The survey days to label below the curve: as many as fit, and always the last one. */
function labelledDays(seconds: ArrayLike<number>, width: number): number[] {
  const step = Math.ceil((seconds.length * labelWidth) / width);
  return Array.from(seconds).filter((_, position) => (seconds.length - 1 - position) % step === 0);
}

/** `24 nov`, without the weekday: the same two weekdays would repeat. */
function spellDay(second: number, language: Language): string {
  return spellShortDate(new Date(second * 1000).toISOString().slice(0, 10), language).replace(/^\S+ /, "");
}

function spellTick(rate: number, language: Language): string {
  return Number.isInteger(rate) ? `${rate}%` : `${spellDecimal(rate, language)}%`;
}

function dataOf(points: readonly CurvePoint[]): uPlot.AlignedData {
  const percent = (share: number | undefined) => (share === undefined ? null : 100 * share);
  return [
    points.map(({ date }) => Date.parse(`${date}T00:00:00Z`) / 1000),
    points.map(({ absenceRate }) => percent(absenceRate)),
    points.map(({ expectedRate }) => percent(expectedRate)),
    points.map(({ highRate }) => percent(highRate)),
    points.map(({ lowRate }) => percent(lowRate)),
    points.map(({ medianRate }) => percent(medianRate)),
    points.map(({ severity, absenceRate }) => (severity === undefined ? null : percent(absenceRate))),
  ];
}
