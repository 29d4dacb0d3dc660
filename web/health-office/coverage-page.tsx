import { useState } from "react";
import type { Language } from "../../shared/domain/language.ts";
import { completenessOf } from "../../shared/domain/survey/coverage.ts";
import type { OfficeWords } from "../../shared/words/office-words.ts";
import { spellCount, spellRate } from "../../shared/words/spelled-number.ts";
import { spellDate, spellLastMinute } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useLanguage, useOfficeWords } from "../words/language.tsx";
import { WithSurveyDay } from "./with-survey-day.tsx";
import type { SurveyDay } from "./with-years.tsx";

type Coverage = ReplyBody<"get-coverage">;
type Sort = keyof OfficeWords["coverage"]["sorts"];
const sorts = ["place", "completeness", "missing"] as const satisfies readonly Sort[];

const refreshMillis = 60_000;

/** How many reports of a survey day have come, live. */
export function CoveragePage() {
  const text = useOfficeWords().coverage;
  return (
    <Page title={text.title} lead={text.lead}>
      <WithSurveyDay>{(day) => <DayCoverage day={day} />}</WithSurveyDay>
    </Page>
  );
}

function DayCoverage({ day }: { day: SurveyDay }) {
  const coverage = useReply("get-coverage", { path: { date: day.date } }, { refetchMillis: refreshMillis });
  return <WithReply reply={coverage}>{({ body }) => <CoverageView coverage={body} day={day} />}</WithReply>;
}

function CoverageView({ coverage, day }: { coverage: Coverage; day: SurveyDay }) {
  const text = useOfficeWords().coverage;
  const { language } = useLanguage();
  const { totals, unexpected, unreadable } = coverage;
  const completeness = completenessOf(totals);
  return (
    <>
      <h2>{spellDate(day.date, language)}</h2>
      <p>{stateWords(day, text, language)}</p>
      {completeness === undefined ? (
        <Notice kind="info" title={text.empty} />
      ) : (
        <>
          <ul className="totals">
            <li>
              <strong>{spellRate(completeness, language)}</strong> {text.reported}
            </li>
            {(["onTime", "late", "missing", "expected", "exempt"] as const).map((part) => (
              <li key={part}>
                <strong>{spellCount(totals[part], language)}</strong> {text[part]}
              </li>
            ))}
          </ul>
          <FillBar totals={totals} />
          <Items items={coverage.items} />
        </>
      )}
      {unexpected > 0 && <p>{text.unexpected(spellCount(unexpected, language))}</p>}
      {unreadable > 0 && <Notice kind="warning" title={text.unreadable(spellCount(unreadable, language))} />}
    </>
  );
}

function stateWords(day: SurveyDay, text: OfficeWords["coverage"], language: Language): string {
  if (day.state === "open") return text.open(spellLastMinute(new Date(day.dueAt), language));
  const end = spellLastMinute(new Date(day.lateUntil), language);
  return day.state === "late" ? text.lateState(end) : text.closed(end);
}

/** The on-time and the late reports as shares of the expected ones. */
function FillBar({ totals }: { totals: Coverage["totals"] }) {
  const text = useOfficeWords().coverage;
  const { language } = useLanguage();
  const share = (count: number) => (100 * count) / Math.max(totals.expected, 1);
  const [onTime, late] = [share(totals.onTime), share(totals.late)];
  const count = (part: "onTime" | "late" | "missing") => spellCount(totals[part], language);
  return (
    <div className="fill">
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" role="img">
        <title>{text.fill(count("onTime"), count("late"), count("missing"))}</title>
        <rect x="0" y="0" width={onTime} height="1" fill="#006b4a" />
        <rect x={onTime} y="0" width={late} height="1" fill="#a66300" />
      </svg>
    </div>
  );
}

function Items({ items }: { items: Coverage["items"] }) {
  const levelNames = useEntryWords().levels;
  const text = useOfficeWords().coverage;
  const { language } = useLanguage();
  const [sort, setSort] = useState<Sort>("place");
  return (
    <>
      <ChoiceField
        label={text.sort}
        value={sort}
        choices={sorts.map((one) => [one, text.sorts[one]])}
        onChange={(chosen) => setSort(sorts.find((one) => one === chosen) ?? sort)}
      />
      <DataTable
        caption={text.caption}
        headings={[
          text.territory,
          text.level,
          text.completeness,
          text.onTime,
          text.late,
          text.missing,
          text.expected,
          text.exempt,
        ]}
      >
        {sorted(items, sort).map((item) => {
          const completeness = completenessOf(item);
          return (
            <tr key={`${item.territory} ${item.level}`}>
              <th scope="row">{item.territory}</th>
              <td>{levelNames[item.level]}</td>
              <td>{completeness === undefined ? "–" : spellRate(completeness, language)}</td>
              <td>{spellCount(item.onTime, language)}</td>
              <td>{spellCount(item.late, language)}</td>
              <td>{spellCount(item.missing, language)}</td>
              <td>{spellCount(item.expected, language)}</td>
              <td>{spellCount(item.exempt, language)}</td>
            </tr>
          );
        })}
      </DataTable>
    </>
  );
}

function sorted(items: Coverage["items"], sort: Sort): Coverage["items"] {
  switch (sort) {
    case "place":
      return items;
    case "completeness":
      return items.toSorted((one, other) => (completenessOf(one) ?? 1) - (completenessOf(other) ?? 1));
    case "missing":
      return items.toSorted((one, other) => other.missing - one.missing);
  }
}
