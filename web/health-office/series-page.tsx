import { useState } from "react";
import { levels } from "../../shared/domain/codes.ts";
import { levelWords } from "../../shared/mail/level-words.ts";
import { useReply } from "../api/use-reply.ts";
import { ChoiceField } from "../parts/choice-field.tsx";
import { Page } from "../parts/page.tsx";
import { SeriesView } from "../parts/series-view.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useLanguage, useWords } from "../words/language.tsx";
import { type Place, WithPlaces } from "./with-places.tsx";

const words = {
  it: {
    title: "Curve",
    lead: "Il tasso di assenza per giornata chiusa, con la fascia di ciò che è solito e i segnali.",
    territory: "Territorio",
    level: "Grado",
    caption: (territory: string, level: string) => `Tasso di assenza, ${territory}, ${level}`,
  },
  en: {
    title: "Curves",
    lead: "The absence rate by closed survey day, with the band of what is usual and the signals.",
    territory: "Territory",
    level: "Level",
    caption: (territory: string, level: string) => `Absence rate, ${territory}, ${level}`,
  },
};

/** The curve of a school level in a territory. */
export function SeriesPage() {
  const text = useWords(words);
  return (
    <Page title={text.title} lead={text.lead}>
      <WithPlaces>{(places) => <ChosenSeries places={places} />}</WithPlaces>
    </Page>
  );
}

function ChosenSeries({ places }: { places: readonly [Place, ...Place[]] }) {
  const text = useWords(words);
  const { language } = useLanguage();
  const [territory, setTerritory] = useState(places[0].territory);
  const [level, setLevel] = useState(places[0].level);
  const series = useReply("get-series", { query: { territory, level } });
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
