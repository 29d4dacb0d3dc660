import type { ReactNode } from "react";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { Notice } from "../parts/notice.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useOfficeWords } from "../words/language.tsx";
import { begunDays, WithYears, type Years } from "./with-years.tsx";

export type Place = Pick<ReplyBody<"get-coverage">["items"][number], "territory" | "level">;

type Surveyed = {
  places: readonly [Place, ...Place[]];
  /** The last survey day that has begun. */
  date: string;
  years: Years;
};

type WithPlacesProps = { children: (surveyed: Surveyed) => ReactNode };

/** The surveyed territories and levels, from the last survey day. The one with most sites comes first. */
export function WithPlaces({ children }: WithPlacesProps) {
  return <WithYears>{(years) => <PlacesOfYear years={years}>{children}</PlacesOfYear>}</WithYears>;
}

function PlacesOfYear({ years, children }: WithPlacesProps & { years: Years }) {
  const text = useOfficeWords().places;
  const days = useReply("list-survey-days", { query: { "school-year": years[0] } });
  return (
    <WithReply reply={days}>
      {({ body }) => {
        const [latest] = begunDays(body.items);
        if (latest === undefined) return <Notice kind="info" title={text.none} />;
        return (
          <PlacesOfDay date={latest.date} years={years}>
            {children}
          </PlacesOfDay>
        );
      }}
    </WithReply>
  );
}

function PlacesOfDay({ date, years, children }: WithPlacesProps & { date: string; years: Years }) {
  const text = useOfficeWords().places;
  const coverage = useReply("get-coverage", { path: { date } });
  return (
    <WithReply reply={coverage}>
      {({ body }) => {
        const [first, ...others] = body.items.toSorted((one, other) => other.expected - one.expected);
        if (first === undefined) return <Notice kind="info" title={text.none} />;
        return children({ places: [first, ...others], date, years });
      }}
    </WithReply>
  );
}
