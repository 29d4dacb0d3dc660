import { historyDaysOf } from "../../../shared/detection/aligned-days.ts";
import { seriesOf } from "../../../shared/detection/series-of.ts";
import type { AlertScope } from "../../../shared/domain/alerts/alert.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { SeriesPoint } from "../../../shared/mail/series-bars.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { policyInForce } from "../alerts/policy-in-force.ts";
import { historyBefore } from "../survey-days/evaluate-survey-day.ts";
import type { LiveDay } from "../survey-days/live-day.ts";

export type SeriesDeps = Pick<Deps, "alertPolicies" | "surveyDays" | "onDamaged">;

/** Survey days of the recent series in a digest. */
const seriesDays = 12;

/**
 * The last survey days of each scope up to this one, with the usual rate by the office's policy. There is no series
 * while the baseline warms up.
 */
export async function recentSeries(
  officeCode: OfficeCode,
  surveyDate: LocalDate,
  { sheets: todays }: Pick<LiveDay, "sheets">,
  scopes: readonly AlertScope[],
  deps: SeriesDeps,
): Promise<Map<string, SeriesPoint[]>> {
  const policy = await policyInForce(officeCode, deps);
  const series = new Map<string, SeriesPoint[]>();
  for (const [territory, inTerritory] of Map.groupBy(scopes, (scope) => scope.territory)) {
    const { sheets: history } = await historyBefore(
      surveyDate,
      territory,
      historyDaysOf(policy.policy) + seriesDays,
      deps,
    );
    const today = todays.get(territory);
    const sheets = today === undefined ? history : [...history, today];
    for (const [key, points] of seriesOf(inTerritory, sheets, seriesDays, policy)) {
      series.set(
        key,
        points.flatMap(({ date, absent, pupils, lowRate, highRate }) => {
          if (absent === undefined || pupils === undefined || lowRate === undefined || highRate === undefined)
            return [];
          return [{ surveyDate: date, absent, pupils, expectedLow: lowRate, expectedHigh: highRate }];
        }),
      );
    }
  }
  return series;
}
