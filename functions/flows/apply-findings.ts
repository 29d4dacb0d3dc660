import { type Alert, alertStatuses, type Finding } from "../../shared/domain/alert.ts";
import { isOpen, recordFinding, scopeKeyOf, withdrawFinding } from "../../shared/domain/alert-lifecycle.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import type { Deps } from "../../shared/runtime/deps.ts";

type AlertDeps = Pick<Deps, "alerts">;

export type Applied = { raised: number; appended: number; updated: number; withdrawn: number };

/** How often a write is decided anew because another evaluation or a person wrote in between. */
const attemptsMax = 5;
const pageItems = 200;
/** Open alerts beyond this would mean that nobody closes any; the evaluation says so instead of reading on. */
const openAlertsMax = 20_000;

/**
 * Brings the alerts in line with what an evaluation found: raises, appends, updates, and withdraws what a correction
 * has taken the cause from. The same findings again change nothing.
 */
export async function applyFindings(
  surveyDate: LocalDate,
  territories: ReadonlySet<Territory>,
  findings: readonly Finding[],
  now: Date,
  deps: AlertDeps,
): Promise<Applied> {
  const applied: Applied = { raised: 0, appended: 0, updated: 0, withdrawn: 0 };
  for (const finding of findings) {
    const kind = await record(finding, now, deps);
    if (kind !== "unchanged") applied[kind] += 1;
  }
  const found = new Set(findings.map(({ scope, explanation }) => `${scopeKeyOf(scope)} ${explanation.rule}`));
  for (const alert of await openAlerts(deps)) {
    const concerned =
      territories.has(alert.scope.territory) && alert.crossings.some((crossing) => crossing.surveyDate === surveyDate);
    if (!concerned || found.has(`${scopeKeyOf(alert.scope)} ${alert.rule}`)) continue;
    if (await withdraw(alert, surveyDate, now, deps)) applied.withdrawn += 1;
  }
  return applied;
}

async function record(
  finding: Finding,
  now: Date,
  deps: AlertDeps,
): Promise<"raised" | "appended" | "updated" | "unchanged"> {
  const { scope, explanation } = finding;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const latest = await deps.alerts.latest(scope, explanation.rule);
    const decision = recordFinding(latest, latest?.sequence ?? 0, finding, now);
    if (decision.kind === "unchanged") return decision.kind;
    const written =
      decision.kind === "raised"
        ? (await deps.alerts.putIfAbsent(decision.alert)) === "created"
        : (await deps.alerts.save(decision.alert, latest?.version ?? 0)) === "saved";
    if (written) return decision.kind;
  }
  throw new Error(`alert ${scopeKeyOf(scope)} ${explanation.rule} changed ${attemptsMax} times while it was written`);
}

async function withdraw(known: Alert, surveyDate: LocalDate, now: Date, deps: AlertDeps): Promise<boolean> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const alert = await deps.alerts.get(known.alertId);
    if (alert === undefined) return false;
    const decision = withdrawFinding(alert, surveyDate, now);
    if (decision.kind === "unchanged") return false;
    if ((await deps.alerts.save(decision.alert, alert.version)) === "saved") return decision.kind === "withdrawn";
  }
  throw new Error(`alert ${known.alertId} changed ${attemptsMax} times while it was withdrawn`);
}

/** Every alert that nobody has closed. */
export async function openAlerts(deps: AlertDeps): Promise<Alert[]> {
  const alerts: Alert[] = [];
  for (const status of alertStatuses.filter(isOpen)) {
    let cursor: string | undefined;
    do {
      const page = await deps.alerts.byStatus(status, {
        limit: pageItems,
        ...(cursor === undefined ? {} : { cursor }),
      });
      alerts.push(...page.items);
      if (alerts.length > openAlertsMax) throw new Error(`more than ${openAlertsMax} open alerts`);
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return alerts;
}
