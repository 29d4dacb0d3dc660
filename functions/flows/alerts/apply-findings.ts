import pMap from "p-map";
import { type Alert, alertStatuses, type Finding } from "../../../shared/domain/alerts/alert.ts";
import { ruleKeyOf } from "../../../shared/domain/alerts/alert-id.ts";
import {
  crossingsTotal,
  isOpen,
  mayBeBetween,
  mayHaveCrossed,
  recordFinding,
  withdrawFinding,
} from "../../../shared/domain/alerts/alert-lifecycle.ts";
import type { AlertNews } from "../../../shared/domain/alerts/alert-news.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { AlertPlace, PlacedAlerts } from "../../../shared/store/alert-store.ts";
import { retryOnConflict } from "../../../shared/store/retry-on-conflict.ts";
import type { Isolated } from "../faults/faults.ts";

export type FindingDeps = Pick<Deps, "alerts" | "onDamaged"> & Isolated;

export type Applied = {
  raised: number;
  appended: number;
  updated: number;
  withdrawn: number;
  /** The alerts of the findings, in their new state. */
  touched: readonly AlertNews[];
  /** The findings that could not be recorded, by territory, as values of `ruleKeyOf`. */
  unrecorded: ReadonlyMap<Territory, readonly string[]>;
};

/** Whether the alerts of a rule and scope may be changed. */
export type IsMeant = (territory: Territory, ruleKey: string) => boolean;

/** Alerts written at the same time. */
const writersMax = 16;
const pageItems = 200;

/**
 * Updates the alerts to the findings of an evaluation: it raises, appends, updates, and withdraws alerts whose cause a
 * correction removed. The same findings again change nothing. A finding that cannot be recorded is a fault and delays
 * no other.
 * @param territories the territories in which alerts without a finding are withdrawn
 * @param isMeant other alerts are only read, because they were already evaluated
 */
export async function applyFindings(
  surveyDate: LocalDate,
  territories: ReadonlySet<Territory>,
  findings: readonly Finding[],
  now: Date,
  deps: FindingDeps,
  isMeant: IsMeant = () => true,
): Promise<Applied> {
  const applied = { raised: 0, appended: 0, updated: 0, withdrawn: 0 };
  const touched = new Map<string, AlertNews>();
  const unrecorded = new Map<Territory, string[]>();

  async function isolated<Result>(
    { scope, rule }: Pick<Alert, "scope" | "rule">,
    work: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const { territory } = scope;
    const about = { surveyDate, territory, ...(scope.kind === "site" && { siteCode: scope.siteCode }) };
    const done = await deps.faults.isolate("alert-failed", about, async () => ({ result: await work() }));
    if (done !== undefined) return done.result;
    unrecorded.set(territory, [...(unrecorded.get(territory) ?? []), ruleKeyOf(scope, rule)]);
    return undefined;
  }

  const found = new Set<string>();
  await pMap(
    findings,
    async (finding) => {
      const { scope, explanation } = finding;
      const ruleKey = ruleKeyOf(scope, explanation.rule);
      found.add(ruleKey);
      await isolated({ scope, rule: explanation.rule }, async () => {
        if (!isMeant(scope.territory, ruleKey)) {
          const latest = await deps.alerts.latest(scope, explanation.rule);
          if (latest !== undefined && mayHaveCrossed(latest, surveyDate)) touched.set(latest.alertId, newsOf(latest));
          return;
        }
        const { kind, alert } = await record(finding, now, deps);
        if (kind !== "unchanged") applied[kind] += 1;
        touched.set(alert.alertId, newsOf(alert));
      });
    },
    { concurrency: writersMax },
  );

  for await (const alerts of openAlertPages(territories, deps)) {
    const concerned = alerts.filter(
      ({ scope, rule, ...alert }) => mayHaveCrossed(alert, surveyDate) && !found.has(ruleKeyOf(scope, rule)),
    );
    await pMap(
      concerned,
      async (known) => {
        await isolated(known, async () => {
          if (!isMeant(known.scope.territory, ruleKeyOf(known.scope, known.rule))) {
            const alert = await deps.alerts.get(known.alertId);
            if (alert !== undefined) touched.set(alert.alertId, newsOf(alert));
          } else if (await withdraw(known.alertId, surveyDate, now, deps)) applied.withdrawn += 1;
        });
      },
      { concurrency: writersMax },
    );
  }
  return { ...applied, touched: [...touched.values()], unrecorded };
}

type Recorded = ReturnType<typeof recordFinding>;

/**
 * The explanation is written before the alert that names its day, so that no reader finds a crossing without its
 * reasons.
 */
async function record(finding: Finding, now: Date, deps: FindingDeps): Promise<Recorded> {
  const { scope, explanation } = finding;
  return retryOnConflict(`the alert of ${ruleKeyOf(scope, explanation.rule)}`, async () => {
    const latest = await deps.alerts.latest(scope, explanation.rule);
    const beside = latest === undefined ? {} : await readBeside(latest, explanation.surveyDate, deps);
    const decision = recordFinding(latest, finding, beside, now);
    if (decision.kind === "unchanged") return decision;
    const { alert } = decision;
    if ((await deps.alerts.explain(alert.alertId, explanation)) === "final-stands") return "conflict";
    const written =
      decision.kind === "raised"
        ? (await deps.alerts.putIfAbsent(alert)) === "created"
        : (await deps.alerts.save(alert, latest?.version ?? 0)) === "saved";
    return written ? decision : "conflict";
  });
}

async function readBeside(alert: Alert, surveyDate: LocalDate, deps: FindingDeps) {
  if (!mayHaveCrossed(alert, surveyDate)) return {};
  const [explanations, crossings] = await Promise.all([
    // A damaged explanation is reported and rewritten.
    deps.alerts.explanations(alert.alertId, [surveyDate], deps.onDamaged),
    mayBeBetween(alert, surveyDate) ? deps.alerts.crossings(alert.alertId) : undefined,
  ]);
  return { explanation: explanations.get(surveyDate), crossings };
}

async function withdraw(alertId: string, surveyDate: LocalDate, now: Date, deps: FindingDeps): Promise<boolean> {
  return retryOnConflict(`alert ${alertId}`, async () => {
    const alert = await deps.alerts.get(alertId);
    if (alert === undefined) return false;
    const countsMore = crossingsTotal(alert) > alert.crossings.length;
    const crossings = countsMore ? await deps.alerts.crossings(alertId) : undefined;
    const decision = withdrawFinding(alert, surveyDate, crossings, now);
    if (decision.kind === "unchanged") return false;
    if ((await deps.alerts.save(decision.alert, alert.version)) === "conflict") return "conflict";
    // A withdrawn alert keeps its explanation.
    if (decision.kind === "removed") await deps.alerts.removeExplanation(alertId, surveyDate);
    return decision.kind === "withdrawn";
  });
}

/** Every alert of the territories that is still open, page by page; eventually consistent. */
export async function* openAlertPages(
  territories: Iterable<Territory>,
  deps: Pick<Deps, "alerts" | "onDamaged">,
): AsyncGenerator<readonly Alert[]> {
  for (const territory of territories) {
    for (const status of alertStatuses.filter(isOpen)) {
      let behind: AlertPlace | undefined;
      do {
        const from = { limit: pageItems, ...(behind === undefined ? {} : { behind }) };
        const page: PlacedAlerts = await deps.alerts.ofTerritory(territory, status, from, deps.onDamaged);
        yield page.items.map(({ alert }) => alert);
        behind = page.readTo;
      } while (behind !== undefined);
    }
  }
}

/** The members that decide who gets a mail about the alert. */
export function newsOf({ alertId, scope, status, severity, worst, eased }: Alert): AlertNews {
  return { alertId, scope, status, severity, worst, ...(eased === undefined ? {} : { eased }) };
}
