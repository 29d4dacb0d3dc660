import { useState } from "react";
import { levelWords } from "../../shared/mail/level-words.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { SeriesView } from "../parts/series-view.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useWords } from "../words/language.tsx";

const words = {
  it: {
    title: "Andamento",
    lead: "Le assenze dei vostri plessi accanto alla mediana anonima delle altre scuole sentinella dello stesso grado. La mediana compare solo dove dietro ci sono almeno cinque plessi.",
    site: "Plesso",
    caption: (name: string) => `Tasso di assenza, ${name}`,
    empty: "Nessun plesso dell'istituto è una scuola sentinella.",
  },
  en: {
    title: "History",
    lead: "Your sites' absences beside the anonymous median of the other sentinel sites of the same level. The median is shown only where at least five sites stand behind it.",
    site: "Site",
    caption: (name: string) => `Absence rate, ${name}`,
    empty: "No site of the institute is a sentinel.",
  },
};

/** The institute's own curves, one site at a time. */
export function HistoryPage({ instituteCode }: { instituteCode: string }) {
  const text = useWords(words);
  const institute = useReply("get-institute", { path: { instituteCode } });
  return (
    <Page title={text.title} lead={text.lead}>
      <WithReply reply={institute}>
        {({ body }) => {
          const sentinels = body.sites.filter(({ sentinel }) => sentinel);
          return sentinels.length === 0 ? <Notice kind="info" title={text.empty} /> : <SiteHistory sites={sentinels} />;
        }}
      </WithReply>
    </Page>
  );
}

function SiteHistory({ sites }: { sites: ReplyBody<"get-institute">["sites"] }) {
  const text = useWords(words);
  const { language } = useLanguage();
  const [siteCode, setSiteCode] = useState(sites[0]?.siteCode ?? "");
  const series = useReply("get-series", { query: { siteCode } });
  const name = sites.find((site) => site.siteCode === siteCode)?.name ?? siteCode;
  return (
    <>
      <ChoiceField
        label={text.site}
        value={siteCode}
        choices={sites.map((site) => [site.siteCode, `${site.name} (${levelWords[language][site.level]})`])}
        onChange={setSiteCode}
      />
      <WithReply reply={series}>
        {({ body }) => <SeriesView caption={text.caption(name)} points={body.items} />}
      </WithReply>
    </>
  );
}
