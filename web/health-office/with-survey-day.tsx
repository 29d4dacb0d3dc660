import { type ReactNode, useState } from "react";
import { spellShortDate } from "../../shared/words/spelled-time.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Notice } from "../parts/notice.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useOfficeWords } from "../words/language.tsx";
import { begunDays, type SurveyDay, WithYears, type Years } from "./with-years.tsx";

type WithSurveyDayProps = {
  /** More fields to choose from, next to the day. */
  filters?: ReactNode;
  children: (day: SurveyDay) => ReactNode;
};

/**
 * A survey day to look at: the latest that has begun, or one that the reader chooses in this year or an earlier one.
 */
export function WithSurveyDay(props: WithSurveyDayProps) {
  return <WithYears>{(years) => <ChosenDay years={years} {...props} />}</WithYears>;
}

function ChosenDay({ years, filters, children }: WithSurveyDayProps & { years: Years }) {
  const text = useOfficeWords().surveyDay;
  const { language } = useLanguage();
  const [year, setYear] = useState(years[0]);
  const [date, setDate] = useState<string>();
  const reply = useReply("list-survey-days", { query: { "school-year": year } });
  const days = begunDays(reply.data?.body.items ?? []);
  const day = days.find((one) => one.date === date) ?? days[0];
  return (
    <>
      <div className="filters day-filters">
        <ChoiceField label={text.year} value={year} choices={years.map((one) => [one, one])} onChange={setYear} />
        {day !== undefined && (
          <ChoiceField
            label={text.day}
            value={day.date}
            choices={days.map((one) => [one.date, spellShortDate(one.date, language)])}
            onChange={setDate}
          />
        )}
        {filters}
      </div>
      <WithReply reply={reply}>
        {() => (day === undefined ? <Notice kind="info" title={text.none} /> : children(day))}
      </WithReply>
    </>
  );
}
