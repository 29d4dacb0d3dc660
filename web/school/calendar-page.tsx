import { useState } from "react";
import type { Level } from "../../shared/domain/codes.ts";
import { routes } from "../../shared/routes.ts";
import { spellDate, spellLastMinute } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useLanguage, useSchoolWords } from "../words/language.tsx";

type Sites = ReplyBody<"get-institute">["sites"];

/** The survey days of the school year of one site, and their feed. */
export function CalendarPage({ instituteCode }: { instituteCode: string }) {
  const text = useSchoolWords().calendar;
  const institute = useReply("get-institute", { path: { instituteCode } });
  return (
    <Page title={text.title} lead={text.lead}>
      <WithReply reply={institute}>{({ body }) => <SiteCalendar sites={body.sites} />}</WithReply>
    </Page>
  );
}

function SiteCalendar({ sites }: { sites: Sites }) {
  const levelNames = useEntryWords().levels;
  const text = useSchoolWords().calendar;
  const first = sites.find(({ sentinel }) => sentinel) ?? sites[0];
  const [siteCode, setSiteCode] = useState(first?.siteCode);
  if (siteCode === undefined) return <Notice kind="info" title={text.noSites} />;
  return (
    <>
      <ChoiceField
        label={text.site}
        value={siteCode}
        choices={sites.map((site) => [site.siteCode, `${site.name} (${levelNames[site.level]})`])}
        onChange={setSiteCode}
      />
      <CalendarOfSite siteCode={siteCode} />
    </>
  );
}

/** The municipality decides patron saints and Carnival, the level decides the first and the last day of lessons. */
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
  const text = useSchoolWords().calendar;
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
