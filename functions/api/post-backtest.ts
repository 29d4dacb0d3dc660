import { createHash } from "node:crypto";
import { backtestDaysMax, backtestSiteDaysMax } from "../../shared/contracts/backtest.ts";
import { backtestReply } from "../../shared/contracts/backtest-reply.ts";
import { surveyDaysBetween } from "../../shared/domain/calendar.ts";
import { addDays, daysBetween, type LocalDate, localDateAt } from "../../shared/domain/local-date.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import { policyInForce } from "../flows/policy-in-force.ts";
import { runBacktest } from "../flows/run-backtest.ts";

const daysDefault = 365;
const daysMax = 380;
const idLength = 16;

export const handler = handlerFor("post-backtest")(async ({ body, caller, now }, deps) => {
  const { policy } = body;
  const to = body.to ?? localDateAt(now);
  const from = body.from ?? addDays(to, -daysDefault);
  const span = daysBetween(from, to);
  if (span < 0 || span > daysMax) {
    const detail = `must lie at most ${daysMax} days before \`to\``;
    return { problem: { reason: "invalid-request", errors: [{ pointer: "/from", detail }] } };
  }
  const [sheets, active] = await Promise.all([storedSheets(from, to, deps), policyInForce(deps)]);
  const siteDays = sheets.flat().reduce((sum, { siteCodes }) => sum + siteCodes.length, 0);
  if (siteDays > backtestSiteDaysMax)
    return { problem: { reason: "too-large", limit: backtestSiteDaysMax, of: "site-days" } };

  const result = {
    from,
    to,
    proposed: runBacktest("proposed", sheets, { version: active.version + 1, policy }),
    active: runBacktest("active", sheets, active),
  };
  const started = { startedAt: now, startedBy: caller.subject, policy };
  const backtestId = createHash("sha256")
    .update(JSON.stringify([started, from, to]))
    .digest("hex")
    .slice(0, idLength);
  const stored = { backtestId, ...started, result: backtestReply({ backtestId, ...started, ...result }) };
  await deps.alertPolicies.putBacktest(stored);
  return { status: 201, body: stored.result };
});

async function storedSheets(from: LocalDate, to: LocalDate, deps: Pick<Deps, "settings" | "surveyDays" | "onDamaged">) {
  const dates = surveyDaysBetween(from, to, {}, []).slice(-backtestDaysMax);
  const territories = await deps.settings.territories();
  return Promise.all(
    territories.map(async (territory) => (await deps.surveyDays.sheets(territory, dates, deps.onDamaged)).sheets),
  );
}
