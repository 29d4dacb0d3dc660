import { useState } from "react";
import { countShownMin } from "../../shared/domain/count-shown-min.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { SeriesView } from "../parts/series-view.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useSchoolWords } from "../words/language.tsx";

/** The curves of the institute's own sites, one site at a time. */
export function HistoryPage({ instituteCode }: { instituteCode: string }) {
  const text = useSchoolWords().history;
  const institute = useReply("get-institute", { path: { instituteCode } });
  return (
    <Page title={text.title} lead={text.lead(countShownMin)}>
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
  const levelNames = useEntryWords().levels;
  const text = useSchoolWords().history;
  const [siteCode, setSiteCode] = useState(sites[0]?.siteCode ?? "");
  const series = useReply("get-series", { query: { siteCode } });
  const name = sites.find((site) => site.siteCode === siteCode)?.name ?? siteCode;
  return (
    <>
      <ChoiceField
        label={text.site}
        value={siteCode}
        choices={sites.map((site) => [site.siteCode, `${site.name} (${levelNames[site.level]})`])}
        onChange={setSiteCode}
      />
      <WithReply reply={series}>
        {({ body }) => <SeriesView caption={text.caption(name)} points={body.items} />}
      </WithReply>
    </>
  );
}
