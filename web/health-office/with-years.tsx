import type { ReactNode } from "react";
import { addDays } from "../../shared/domain/calendar/local-date.ts";
import { type SchoolYear, schoolYearBounds, schoolYearOf } from "../../shared/domain/calendar/school-year.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { Notice } from "../parts/notice.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useOfficeWords } from "../words/language.tsx";

export type SurveyDay = ReplyBody<"list-survey-days">["items"][number];
export type Years = readonly [SchoolYear, ...SchoolYear[]];

/** Nobody compares with older years. */
const yearsMax = 5;

/**
 * The school years to choose from, latest first. A year in which no survey day has begun is not included. The service
 * knows the current time, the pages do not.
 */
export function WithYears({ children }: { children: (years: Years) => ReactNode }) {
  const text = useOfficeWords().years;
  const days = useReply("list-survey-days", {});
  return (
    <WithReply reply={days}>
      {({ body }) => {
        const [first] = body.items;
        if (first === undefined) return <Notice kind="info" title={text.none} />;
        const current = schoolYearOf(first.date);
        return children(yearsUpTo(begunDays(body.items).length > 0 ? current : yearBefore(current)));
      }}
    </WithReply>
  );
}

/** The days that have begun, latest first. */
export function begunDays(days: readonly SurveyDay[]): SurveyDay[] {
  return days.filter(({ state }) => state !== "upcoming").toReversed();
}

function yearsUpTo(latest: SchoolYear): Years {
  const earlier: SchoolYear[] = [];
  for (let year = latest; earlier.length < yearsMax - 1; ) {
    year = yearBefore(year);
    earlier.push(year);
  }
  return [latest, ...earlier];
}

function yearBefore(year: SchoolYear): SchoolYear {
  return schoolYearOf(addDays(schoolYearBounds(year).from, -1));
}
