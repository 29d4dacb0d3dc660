import { useState } from "react";
import { levels } from "../../shared/domain/codes.ts";
import { levelWords } from "../../shared/mail/level-words.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { SeriesView } from "../parts/series-view.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useWords } from "../words/language.tsx";
import { WithBegunDays } from "./with-begun-days.tsx";

const words = {
  it: {
    title: "Curve",
    lead: "Il tasso di assenza per giornata chiusa, con la fascia di ciò che è solito e i segnali.",
    territory: "Territorio",
    level: "Grado",
    noTerritory: "Nessun territorio ha ancora plessi sentinella attesi.",
    caption: (territory: string, level: string) => `Tasso di assenza, ${territory}, ${level}`,
  },
  en: {
    title: "Curves",
    lead: "The absence rate by closed survey day, with the band of what is usual and the signals.",
    territory: "Territory",
    level: "Level",
    noTerritory: "No territory has expected sentinel sites yet.",
    caption: (territory: string, level: string) => `Absence rate, ${territory}, ${level}`,
  },
};

/** The curve of a school level in a territory. */
export function SeriesPage() {
  const text = useWords(words);
  return (
    <Page title={text.title} lead={text.lead}>
      <WithBegunDays>{([latest]) => <TerritorySeries date={latest.date} />}</WithBegunDays>
    </Page>
  );
}

/** Which territories and levels there are, the last survey day tells. */
function TerritorySeries({ date }: { date: string }) {
  const coverage = useReply("get-coverage", { path: { date } });
  return (
    <WithReply reply={coverage}>
      {({ body }) => (
        // First the one that most sites stand behind.
        <ChosenSeries places={body.items.toSorted((one, other) => other.expected - one.expected)} />
      )}
    </WithReply>
  );
}

type Place = { territory: string; level: (typeof levels)[number] };

function ChosenSeries({ places }: { places: readonly Place[] }) {
  const text = useWords(words);
  const { language } = useLanguage();
  const [territory, setTerritory] = useState(places[0]?.territory);
  const [level, setLevel] = useState(places[0]?.level);
  const series = useReply(
    "get-series",
    { query: { ...(territory === undefined ? {} : { territory }), ...(level === undefined ? {} : { level }) } },
    { enabled: territory !== undefined },
  );
  if (territory === undefined || level === undefined) return <Notice kind="info" title={text.noTerritory} />;
  const territories = [...new Set(places.map((place) => place.territory))];
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
          choices={levels.map((one) => [one, levelWords[language][one]])}
          onChange={(chosen) => setLevel(levels.find((one) => one === chosen) ?? level)}
        />
      </div>
      <WithReply reply={series}>
        {({ body }) => (
          <SeriesView caption={text.caption(territory, levelWords[language][level])} points={body.items} />
        )}
      </WithReply>
    </>
  );
}
