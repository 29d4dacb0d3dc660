import { useState } from "react";
import type { Level } from "../../shared/domain/codes.ts";
import { levelWords } from "../../shared/mail/level-words.ts";
import { routes } from "../../shared/routes.ts";
import { spellDate, spellLastMinute } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
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
    lead: "Le giornate di rilevazione dell'anno scolastico: quelle di lezione, senza le feste del comune. Se il vostro istituto chiude in un altro giorno, ditelo all'ATS.",
    site: "Plesso",
    noSites: "L'istituto non ha plessi.",
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
    lead: "The survey days of the school year: those with lessons, without the municipality's holidays. If your institute closes on another day, tell the health office.",
    site: "Site",
    noSites: "The institute has no sites.",
    feed: "Add to a calendar",
    feedHint: "The address can also be given to a calendar program, which keeps it up to date:",
    day: "Day",
    until: "Entries are taken until",
    state: "State",
    states: { upcoming: "to come", open: "open", late: "late", closed: "closed", reopened: "reopened" },
    empty: "There are no survey days.",
  },
};

type Sites = ReplyBody<"get-institute">["sites"];

/** The survey days of the school year of one site, and their feed. */
export function CalendarPage({ instituteCode }: { instituteCode: string }) {
  const text = useWords(words);
  const institute = useReply("get-institute", { path: { instituteCode } });
  return (
    <Page title={text.title} lead={text.lead}>
      <WithReply reply={institute}>{({ body }) => <SiteCalendar sites={body.sites} />}</WithReply>
    </Page>
  );
}

function SiteCalendar({ sites }: { sites: Sites }) {
  const text = useWords(words);
  const { language } = useLanguage();
  const first = sites.find(({ sentinel }) => sentinel) ?? sites[0];
  const [siteCode, setSiteCode] = useState(first?.siteCode);
  if (siteCode === undefined) return <Notice kind="info" title={text.noSites} />;
  return (
    <>
      <ChoiceField
        label={text.site}
        value={siteCode}
        choices={sites.map((site) => [site.siteCode, `${site.name} (${levelWords[language][site.level]})`])}
        onChange={setSiteCode}
      />
      <CalendarOfSite siteCode={siteCode} />
    </>
  );
}

/** Patron saints and Carnival are the municipality's, the first and the last day of lessons the level's. */
function CalendarOfSite({ siteCode }: { siteCode: string }) {
  const site = useReply("get-site", { path: { siteCode } });
  return (
    <WithReply reply={site}>
      {({ body: { level, municipality, territory } }) => (
        <SurveyDays place={{ level, territory, ...(municipality === undefined ? {} : { municipality }) }} />
      )}
    </WithReply>
  );
}

function SurveyDays({ place }: { place: { level: Level; territory: string; municipality?: string } }) {
  const text = useWords(words);
  const { language } = useLanguage();
  const days = useReply("list-survey-days", { query: place });
  const feed = `${routes["get-survey-days-feed"].path}?${new URLSearchParams(place)}`;
  return (
    <>
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
    </>
  );
}
