import type { ReactNode } from "react";
import { spellDate } from "../../shared/domain/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Notice } from "../parts/notice.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useWords } from "../words/language.tsx";

export type SurveyDay = ReplyBody<"list-survey-days">["items"][number];

const words = {
  it: { day: "Giornata", none: "Quest'anno scolastico non è ancora cominciata nessuna giornata di rilevazione." },
  en: { day: "Survey day", none: "No survey day of this school year has begun yet." },
};

/** The survey days of the school year that have begun, latest first. What time it is, the service says. */
export function WithBegunDays({ children }: { children: (days: readonly [SurveyDay, ...SurveyDay[]]) => ReactNode }) {
  const text = useWords(words);
  const days = useReply("list-survey-days", {});
  return (
    <WithReply reply={days}>
      {({ body }) => {
        const [latest, ...earlier] = body.items.filter(({ state }) => state !== "upcoming").toReversed();
        return latest === undefined ? <Notice kind="info" title={text.none} /> : children([latest, ...earlier]);
      }}
    </WithReply>
  );
}

type DayFieldProps = { days: readonly SurveyDay[]; date: string; onChange: (date: string) => void };

export function DayField({ days, date, onChange }: DayFieldProps) {
  const text = useWords(words);
  const { language } = useLanguage();
  return (
    <ChoiceField
      label={text.day}
      value={date}
      choices={days.map((day) => [day.date, spellDate(day.date, language)])}
      onChange={onChange}
    />
  );
}
