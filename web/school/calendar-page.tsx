import { useState } from "react";
import { levels } from "../../shared/domain/codes.ts";
import { spellDate, spellLastMinute } from "../../shared/domain/spelled-time.ts";
import { levelWords } from "../../shared/mail/level-words.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useWords } from "../words/language.tsx";

const words = {
  it: {
    title: "Calendario",
    lead: "Le giornate di rilevazione dell'anno scolastico: martedì e giovedì di lezione.",
    level: "Grado",
    feed: "Aggiungi al calendario",
    feedHint: "L'indirizzo si può dare anche a un programma di calendario, che lo tiene aggiornato:",
    day: "Giornata",
    until: "Si può inserire entro le",
    state: "Stato",
    states: { upcoming: "da venire", open: "aperta", late: "in ritardo", closed: "chiusa", reopened: "riaperta" },
    empty: "Non ci sono giornate di rilevazione.",
  },
  en: {
    title: "Calendar",
    lead: "The survey days of the school year: Tuesdays and Thursdays with lessons.",
    level: "Level",
    feed: "Add to a calendar",
    feedHint: "The address can also be given to a calendar program, which keeps it up to date:",
    day: "Day",
    until: "Entries are taken until",
    state: "State",
    states: { upcoming: "to come", open: "open", late: "late", closed: "closed", reopened: "reopened" },
    empty: "There are no survey days.",
  },
};

/** The survey days of the school year, and their feed. */
export function CalendarPage() {
  const text = useWords(words);
  const { language } = useLanguage();
  const [level, setLevel] = useState<(typeof levels)[number]>("primary");
  const days = useReply("list-survey-days", { query: { level } });
  const feed = `/v1/survey-days.ics?level=${level}`;
  return (
    <Page title={text.title} lead={text.lead}>
      <ChoiceField
        label={text.level}
        value={level}
        choices={levels.map((one) => [one, levelWords[language][one]])}
        onChange={(chosen) => setLevel(levels.find((one) => one === chosen) ?? level)}
      />
      <p>
        <a href={feed}>{text.feed}</a>. {text.feedHint} <code>{`${location.origin}${feed}`}</code>
      </p>
      <WithReply reply={days}>
        {({ body }) =>
          body.items.length === 0 ? (
            <Notice kind="info" title={text.empty} />
          ) : (
            <DataTable caption={text.title} headings={[text.day, text.until, text.state]}>
              {body.items.map((day) => (
                <tr key={day.date}>
                  <th scope="row">{spellDate(day.date, language)}</th>
                  <td>{spellLastMinute(new Date(day.lateUntil), language)}</td>
                  <td>{text.states[day.state]}</td>
                </tr>
              ))}
            </DataTable>
          )
        }
      </WithReply>
    </Page>
  );
}
