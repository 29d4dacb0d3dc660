import { useState } from "react";
import { schoolYearBounds } from "../../shared/domain/calendar/school-year.ts";
import { codePattern, type Level, levels, normaliseCode } from "../../shared/domain/codes.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Page } from "../parts/page.tsx";
import { SeriesView } from "../parts/series-view.tsx";
import { TextField } from "../parts/text-field.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useEntryWords, useOfficeWords } from "../words/language.tsx";
import { type Territories, WithTerritories } from "./with-territories.tsx";
import type { Years } from "./with-years.tsx";

/** The curve of a school level in a territory, or of one site. */
export function SeriesPage() {
  const text = useOfficeWords().series;
  return (
    <Page title={text.title} lead={text.lead}>
      <WithTerritories>
        {({ territories, years }) => <ChosenSeries territories={territories} years={years} />}
      </WithTerritories>
    </Page>
  );
}

function ChosenSeries({ territories, years }: { territories: Territories; years: Years }) {
  const levelNames = useEntryWords().levels;
  const text = useOfficeWords().series;
  const [territory, setTerritory] = useState(territories[0]);
  const [level, setLevel] = useState<Level>("primary");
  const [code, setCode] = useState("");
  const [year, setYear] = useState("");
  const siteCode = normaliseCode(code);
  const isSite = codePattern.test(siteCode);
  const scope = isSite ? { siteCode } : { territory, level };
  const period = year === "" ? {} : schoolYearBounds(year);
  const series = useReply("get-series", { query: { ...scope, ...period } });
  return (
    <>
      <div className="filters">
        <ChoiceField
          label={text.territory}
          value={territory}
          choices={territories.map((one) => [one, one])}
          onChange={setTerritory}
        />
        <ChoiceField
          label={text.level}
          value={level}
          choices={levels.map((one) => [one, levelNames[one]])}
          onChange={(chosen) => setLevel(levels.find((one) => one === chosen) ?? level)}
        />
        <ChoiceField
          label={text.period}
          value={year}
          choices={[["", text.lately], ...years.map((one) => [one, text.year(one)] as const)]}
          onChange={setYear}
        />
        <TextField label={text.site} value={code} onChange={setCode} maxLength={10} />
      </div>
      <WithReply reply={series}>
        {({ body }) => (
          <SeriesView
            caption={isSite ? text.siteCaption(siteCode) : text.caption(territory, levelNames[level])}
            points={body.items}
          />
        )}
      </WithReply>
    </>
  );
}
