import type { ReactNode } from "react";
import { useReply } from "../api/use-reply.ts";
import { Notice } from "../parts/notice.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useOfficeWords } from "../words/language.tsx";
import { begunDays, WithYears, type Years } from "./with-years.tsx";

export type Territories = readonly [string, ...string[]];

type Surveyed = {
  /** The reader's territories, in ascending order. */
  territories: Territories;
  /** The last survey day that has begun. */
  date: string;
  years: Years;
};

type WithTerritoriesProps = { children: (surveyed: Surveyed) => ReactNode };

/** The territories to choose from, after the first survey day has begun. */
export function WithTerritories({ children }: WithTerritoriesProps) {
  return <WithYears>{(years) => <TerritoriesOfYear years={years}>{children}</TerritoriesOfYear>}</WithYears>;
}

function TerritoriesOfYear({ years, children }: WithTerritoriesProps & { years: Years }) {
  const text = useOfficeWords().territories;
  const days = useReply("list-survey-days", { query: { "school-year": years[0] } });
  return (
    <WithReply reply={days}>
      {({ body }) => {
        const [latest] = begunDays(body.items);
        if (latest === undefined) return <Notice kind="info" title={text.none} />;
        return (
          <ListedTerritories date={latest.date} years={years}>
            {children}
          </ListedTerritories>
        );
      }}
    </WithReply>
  );
}

function ListedTerritories({ date, years, children }: WithTerritoriesProps & { date: string; years: Years }) {
  const text = useOfficeWords().territories;
  const territories = useReply("list-territories", {});
  return (
    <WithReply reply={territories}>
      {({ body }) => {
        const [first, ...others] = body.items.map(({ territory }) => territory);
        if (first === undefined) return <Notice kind="info" title={text.none} />;
        return children({ territories: [first, ...others], date, years });
      }}
    </WithReply>
  );
}
