import { Suspense } from "react";
import { spellCount, spellRate } from "../../shared/words/spelled-number.ts";
import { spellShortDate } from "../../shared/words/spelled-time.ts";
import { useEntryWords, useLanguage } from "../words/language.tsx";
import type { CurvePoint } from "./curve-point.ts";
import { DataTable } from "./data-table.tsx";
import { Disclosure } from "./disclosure.tsx";
import { FaultBoundary } from "./fault-boundary.tsx";
import { lazyPart } from "./lazy-part.ts";
import { Loading } from "./loading.tsx";
import { Notice } from "./notice.tsx";

/** The chart loads after the words, because it is heavier. */
const RateChart = lazyPart(async () => (await import("./rate-chart.tsx")).RateChart);

/** A curve, and after it the table with the same numbers. */
export function SeriesView({ caption, points }: { caption: string; points: readonly CurvePoint[] }) {
  const text = useEntryWords().series;
  const { language } = useLanguage();
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return <Notice kind="info" title={text.empty} />;
  const count = (people: number | undefined) => (people === undefined ? text.none : spellCount(people, language));
  const rate = (share: number | undefined) => (share === undefined ? text.none : spellRate(share, language));
  const usual = ({ lowRate, highRate }: CurvePoint) =>
    lowRate === undefined || highRate === undefined ? text.none : `${rate(lowRate)}–${rate(highRate)}`;
  const hasMedian = points.some(({ medianRate }) => medianRate !== undefined);
  return (
    <>
      <FaultBoundary place={caption}>
        <Suspense fallback={<Loading />}>
          <RateChart
            points={points}
            label={`${caption}. ${text.chart(spellShortDate(first.date, language), spellShortDate(last.date, language), rate(last.absenceRate))}`}
          />
        </Suspense>
      </FaultBoundary>
      <Disclosure summary={text.numbers}>
        <DataTable
          caption={caption}
          headings={[
            text.date,
            text.absent,
            text.pupils,
            text.rate,
            ...(hasMedian ? [text.median] : []),
            text.expected,
            text.usual,
            text.signal,
          ]}
        >
          {points.toReversed().map((point) => (
            <tr key={point.date}>
              <th scope="row">{spellShortDate(point.date, language)}</th>
              <td>{count(point.absent)}</td>
              <td>{count(point.pupils)}</td>
              <td>{rate(point.absenceRate)}</td>
              {hasMedian && <td>{rate(point.medianRate)}</td>}
              <td>{rate(point.expectedRate)}</td>
              <td>{usual(point)}</td>
              <td>{point.severity === undefined ? text.none : text[point.severity]}</td>
            </tr>
          ))}
        </DataTable>
      </Disclosure>
    </>
  );
}
