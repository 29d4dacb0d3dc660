import type { ReactNode } from "react";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { Notice } from "../parts/notice.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useWords } from "../words/language.tsx";
import { WithBegunDays } from "./with-begun-days.tsx";

export type Place = Pick<ReplyBody<"get-coverage">["items"][number], "territory" | "level">;

const words = {
  it: { none: "Nessun territorio ha ancora plessi sentinella attesi." },
  en: { none: "No territory has expected sentinel sites yet." },
};

type WithPlacesProps = {
  /** @param date the last survey day that has begun */
  children: (places: readonly [Place, ...Place[]], date: string) => ReactNode;
};

/** The territories and levels that are surveyed, as the last survey day tells; first the one with most sites. */
export function WithPlaces({ children }: WithPlacesProps) {
  return <WithBegunDays>{([latest]) => <PlacesOfDay date={latest.date}>{children}</PlacesOfDay>}</WithBegunDays>;
}

function PlacesOfDay({ date, children }: WithPlacesProps & { date: string }) {
  const text = useWords(words);
  const coverage = useReply("get-coverage", { path: { date } });
  return (
    <WithReply reply={coverage}>
      {({ body }) => {
        const [first, ...others] = body.items.toSorted((one, other) => other.expected - one.expected);
        return first === undefined ? <Notice kind="info" title={text.none} /> : children([first, ...others], date);
      }}
    </WithReply>
  );
}
