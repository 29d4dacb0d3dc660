import { historyDaysOf } from "../../shared/detection/aligned-days.ts";
import type { AlertScope } from "../../shared/domain/alerts/alert.ts";
import { scopeKeyOf } from "../../shared/domain/alerts/alert-id.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar/calendar.ts";
import { addDays, daysBetween, localDateAt } from "../../shared/domain/calendar/local-date.ts";
import type { Principal } from "../../shared/domain/principal.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";
import { outsideScope, serves } from "../../shared/runtime/authorise.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import type { ProblemCause } from "../../shared/runtime/problem-reply.ts";
import { policyInForce } from "../flows/alerts/policy-in-force.ts";
import { historyBefore } from "../flows/survey-days/evaluate-survey-day.ts";
import { seriesOf } from "../flows/survey-days/series-of.ts";

const daysDefault = 120;
const daysMax = 370;
/** A median of fewer would tell about single schools. */
const medianSitesMin = 5;

export const handler = handlerFor("get-series")(async ({ query, caller, now }, deps) => {
  const to = query.to ?? localDateAt(now);
  const from = query.from ?? addDays(to, -daysDefault);
  const span = daysBetween(from, to);
  if (span < 0 || span > daysMax) return invalid("/query/from", `must lie at most ${daysMax} days before \`to\``);
  const scope = await scopeOf(query, caller, deps);
  if ("problem" in scope) return { problem: scope.problem };

  const dates = surveyDaysBetween(from, to, {}, []);
  const policy = await policyInForce(deps);
  const [history, { sheets: shown }] = await Promise.all([
    historyBefore(from, scope.territory, historyDaysOf(policy.policy), deps),
    deps.surveyDays.sheets(scope.territory, dates, deps.onDamaged),
  ]);
  const points = seriesOf([scope], [...history.sheets, ...shown], shown.length, policy).get(scopeKeyOf(scope)) ?? [];
  const items = points.map(({ absent, pupils, ...point }, index) => ({
    ...point,
    ...(absent === undefined || pupils === undefined ? {} : { absent, pupils, absenceRate: absent / pupils }),
    ...(scope.kind === "site" ? medianMember(shown[index], scope) : {}),
  }));
  const { territory, level } = scope;
  return {
    status: 200,
    body: { ...(scope.kind === "site" ? { siteCode: scope.siteCode } : {}), territory, level, items },
  };
});

type Query = { siteCode?: string; territory?: string; level?: DaySheet["levels"][number] };

/** A school sees its own sites; whatever else it asks for does not exist for it. */
async function scopeOf(
  { siteCode, territory, level }: Query,
  caller: Principal,
  deps: Pick<Deps, "sites">,
): Promise<AlertScope | { problem: ProblemCause }> {
  if (siteCode !== undefined) {
    const site = await deps.sites.get(siteCode);
    if (site === undefined) return { problem: { reason: "not-found" } };
    if (!serves(caller, site.instituteCode)) return { problem: outsideScope };
    return { kind: "site", siteCode, territory: site.territory, level: site.level };
  }
  if (caller.role === "school-office") return { problem: outsideScope };
  if (territory === undefined || level === undefined)
    return invalid("/query", "a siteCode, or a territory and a level");
  return { kind: "territory", territory, level };
}

function invalid(pointer: string, detail: string): { problem: ProblemCause } {
  return { problem: { reason: "invalid-request", errors: [{ pointer, detail }] } };
}

/** The anonymous median of the other sentinel sites of the same level that day. */
function medianMember(sheet: DaySheet | undefined, scope: AlertScope & { kind: "site" }): { medianRate?: number } {
  if (sheet === undefined) return {};
  const rates: number[] = [];
  for (const [index, absent] of sheet.absent.entries()) {
    const pupils = sheet.pupils[index] ?? 0;
    const isOther = sheet.levels[index] === scope.level && sheet.siteCodes[index] !== scope.siteCode;
    if (isOther && absent !== noCount && pupils > 0) rates.push(absent / pupils);
  }
  if (rates.length < medianSitesMin) return {};
  rates.sort((one, other) => one - other);
  const half = rates.length / 2;
  const upper = rates[Math.floor(half)] ?? 0;
  return { medianRate: Number.isInteger(half) ? ((rates[half - 1] ?? 0) + upper) / 2 : upper };
}
