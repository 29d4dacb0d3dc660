import { createHash } from "node:crypto";
import { backtestAlertsListedMax, backtestDaysMax, backtestSiteDaysMax } from "../../shared/contracts/backtest.ts";
import { backtestReplies } from "../../shared/contracts/backtest-reply.ts";
import { localDate } from "../../shared/contracts/fields.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar/calendar.ts";
import { addDays, daysBetween, type LocalDate, localDateAt } from "../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import type { Language } from "../../shared/domain/language.ts";
import type { DaySheet } from "../../shared/domain/survey/day-sheet.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import type { ProblemCause } from "../../shared/runtime/problem-reply.ts";
import { policyInForce } from "../flows/alerts/policy-in-force.ts";
import { runBacktest } from "../flows/alerts/run-backtest.ts";
import { inBatches } from "../flows/paging/in-batches.ts";

const daysDefault = 365;
const daysMax = 380;
const idLength = 16;
const readsAtOnce = 8;

type BacktestDeps = Pick<Deps, "settings" | "surveyDays" | "onDamaged">;

export const handler = handlerFor("post-backtest")(async ({ body, caller, language, now }, deps) => {
  const { policy, to = localDateAt(now), from = addDays(to, -daysDefault) } = body;
  const refused = periodFault(from, to, language);
  if (refused !== undefined) return { problem: refused };
  const dates = surveyDaysBetween(from, to, {}, []).slice(-backtestDaysMax);
  const [territories, active] = await Promise.all([deps.settings.territories(), policyInForce(deps)]);
  // Before any sheet is read: those of a whole country would not fit this process.
  if ((await closedSiteDays(territories, dates, deps)) > backtestSiteDaysMax)
    return { problem: { reason: "too-large", limit: backtestSiteDaysMax, of: "site-days" } };

  const policies = { proposed: { version: active.version + 1, policy }, active };
  const outcomes = await runBacktest(sheetsOf(territories, dates, deps), policies, backtestAlertsListedMax);
  const started = { startedAt: now, startedBy: caller.subject, policy };
  const backtestId = createHash("sha256")
    .update(JSON.stringify([started, from, to]))
    .digest("hex")
    .slice(0, idLength);
  for (const result of backtestReplies({ backtestId, ...started, from, to, ...outcomes })) {
    const kept = await deps.alertPolicies.putBacktest({ backtestId, ...started, result });
    if (kept !== "too-large") return { status: 201, body: result };
  }
  throw new RangeError(`not even the shortest result of backtest ${backtestId} fits an item`);
});

function periodFault(from: LocalDate, to: LocalDate, language: Language): ProblemCause | undefined {
  const span = daysBetween(from, to);
  const invalid = (pointer: string, detail: Record<Language, string>): ProblemCause => ({
    reason: "invalid-request",
    errors: [{ pointer, detail: detail[language] }],
  });
  if (span < 0 || span > daysMax) {
    const it = `deve precedere \`to\`, al massimo di ${daysMax} giorni`;
    return invalid("/from", { it, en: `must lie at most ${daysMax} days before \`to\`` });
  }
  if (localDate.safeParse(from).success) return undefined;
  return invalid("/to", { it: "un anno prima c'è il 1999", en: "a year before it lies 1999" });
}

async function closedSiteDays(territories: readonly Territory[], dates: readonly LocalDate[], deps: BacktestDeps) {
  const states = await inBatches(territories, readsAtOnce, (territory) =>
    deps.surveyDays.states(territory, dates, deps.onDamaged),
  );
  return states.flat().reduce((sum, { status, asked }) => sum + (status === "closed" ? asked : 0), 0);
}

async function* sheetsOf(
  territories: readonly Territory[],
  dates: readonly LocalDate[],
  deps: BacktestDeps,
): AsyncGenerator<readonly DaySheet[]> {
  for (const territory of territories) {
    const { sheets } = await deps.surveyDays.sheets(territory, dates, deps.onDamaged);
    yield sheets;
  }
}
