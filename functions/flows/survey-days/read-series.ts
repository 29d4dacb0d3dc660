import { historyDaysOf } from "../../../shared/detection/aligned-days.ts";
import { type ScopeDay, seriesOf } from "../../../shared/detection/series-of.ts";
import { scopeKeyOf } from "../../../shared/domain/alerts/alert-id.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import { medianRateOfOthers } from "../../../shared/domain/survey/median-rate.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { policyInForce } from "../alerts/policy-in-force.ts";
import { historyBefore } from "./evaluate-survey-day.ts";
import type { OwnScope } from "./series-scope.ts";

/**
 * The closed survey days of the scope, oldest first, by the policy of the office that owns the territory. A site's own
 * rate comes with the median of the other sites.
 */
export async function readSeries(
  { scope, own: { territory, officeCode } }: OwnScope,
  from: LocalDate,
  to: LocalDate,
  deps: Pick<Deps, "alertPolicies" | "surveyDays" | "onDamaged">,
): Promise<(ScopeDay & { medianRate?: number })[]> {
  const policy = await policyInForce(officeCode, deps);
  const [history, { sheets: shown }] = await Promise.all([
    historyBefore(from, territory, historyDaysOf(policy.policy), deps),
    deps.surveyDays.sheetsBetween(territory, from, to, deps.onDamaged),
  ]);
  const days = seriesOf([scope], [...history.sheets, ...shown], shown.length, policy).get(scopeKeyOf(scope)) ?? [];
  return days.map((day, index) => {
    const sheet = shown[index];
    const medianRate = scope.kind === "site" && sheet !== undefined ? medianRateOfOthers(sheet, scope) : undefined;
    return { ...day, ...(medianRate === undefined ? {} : { medianRate }) };
  });
}
