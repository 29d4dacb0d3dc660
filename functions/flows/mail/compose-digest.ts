import pMap from "p-map";
import { scopeKeyOf } from "../../../shared/domain/alerts/alert-id.ts";
import { isNewsAfter } from "../../../shared/domain/alerts/alert-news.ts";
import type { AlertSeverity, Verdict } from "../../../shared/domain/alerts/verdict.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import { defaultLanguage } from "../../../shared/domain/language.ts";
import type { DigestedAlert } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Coverage } from "../../../shared/domain/survey/coverage.ts";
import {
  alertDigestMessage,
  alertsShownMax,
  type DigestAlert,
  type DigestChange,
  worstFirst,
} from "../../../shared/mail/alert-digest-message.ts";
import type { MailMessage } from "../../../shared/mail/mail-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";
import type { Isolated } from "../faults/faults.ts";
import type { LiveDay } from "../survey-days/live-day.ts";
import { recentSeries, type SeriesDeps } from "./recent-series.ts";

export type ComposingDeps = Pick<Deps, "alerts" | "sites" | "webOrigin" | "now" | "onDamaged"> & SeriesDeps & Isolated;

/** The subject of the digests of one office. */
export type Evaluated = {
  officeCode: OfficeCode;
  surveyDate: LocalDate;
  verdict: Verdict;
  day: Pick<LiveDay, "sheets"> & { coverage: Pick<Coverage, "items"> };
};

/** An alert of a digest, with the severity that its reader knew. */
export type DigestNews = DigestedAlert & { told: AlertSeverity | undefined };

/** Alerts read at the same time. */
const alertsAtOnce = 16;

/** Makes the mail of a digest, once for all readers who know the same. */
export type DigestComposer = (digestId: string, news: readonly DigestNews[]) => Promise<MailMessage>;

/** Readers who know the same get the same mail. It is composed when the first of them needs it. */
export function digestComposer(evaluated: Evaluated, deps: ComposingDeps): DigestComposer {
  const composed = new Map<string, Promise<MailMessage>>();
  return (digestId, news) => {
    const key = [digestId, ...news.map(({ told }) => told ?? "")].join();
    const known = composed.get(key) ?? composeDigest(digestId, news, evaluated, deps);
    composed.set(key, known);
    return known;
  };
}

async function composeDigest(
  digestId: string,
  news: readonly DigestNews[],
  evaluated: Evaluated,
  deps: ComposingDeps,
): Promise<MailMessage> {
  const { surveyDate, verdict, day } = evaluated;
  const ranked = news.toSorted((one, other) => worstFirst(rankedOf(one), rankedOf(other)));
  const alerts = await digestAlerts(evaluated, ranked.slice(0, alertsShownMax), deps);
  const shown = new Set(alerts.map(({ alert }) => alert.alertId));
  const more: Record<DigestChange, number> = { new: 0, worse: 0, known: 0 };
  for (const { alertId, told, severity } of ranked) {
    if (!shown.has(alertId)) more[changeOf(severity, told)] += 1;
  }
  return alertDigestMessage({
    language: defaultLanguage,
    digestId,
    surveyDate,
    verdict,
    evaluatedAt: deps.now(),
    alerts,
    more,
    coverage: day.coverage.items.map(({ expected, missing, ...item }) => ({
      ...item,
      expected,
      missing,
      reported: expected - missing,
    })),
    dashboardUrl: pageUrl(deps.webOrigin, "alerts"),
  });
}

/** The rank of an alert in a digest. */
export function rankedOf({ alertId, severity, told }: DigestNews) {
  return { alertId, severity, isNew: told === undefined };
}

function changeOf(severity: AlertSeverity, told: AlertSeverity | undefined): DigestChange {
  if (told === undefined) return "new";
  return isNewsAfter({ severity }, told) ? "worse" : "known";
}

/** The alerts that a digest shows. An unreadable alert counts among those that it does not show. */
async function digestAlerts(
  { officeCode, surveyDate, day }: Evaluated,
  news: readonly DigestNews[],
  deps: ComposingDeps,
): Promise<DigestAlert[]> {
  const read = await pMap(news, ({ alertId, told }) => digestAlert(alertId, told, deps), { concurrency: alertsAtOnce });
  const alerts = read.filter((alert) => alert !== undefined);
  const siteCodes = alerts.flatMap(({ alert: { scope } }) => (scope.kind === "site" ? [scope.siteCode] : []));
  const sites = await deps.sites.getMany(siteCodes, deps.onDamaged);
  const names = new Map(sites.map(({ siteCode, name }) => [siteCode, name]));
  const scopes = alerts.map(({ alert }) => alert.scope);
  // A digest without its bars is better than none.
  const series = await deps.faults.isolate("digest-failed", { surveyDate, officeCode }, () =>
    recentSeries(officeCode, surveyDate, day, scopes, deps),
  );
  return alerts.map((one) => {
    const { scope } = one.alert;
    const siteName = scope.kind === "site" ? names.get(scope.siteCode) : undefined;
    const recent = series?.get(scopeKeyOf(scope)) ?? [];
    return {
      ...one,
      ...(siteName === undefined ? {} : { siteName }),
      ...(recent.length === 0 ? {} : { series: recent }),
    };
  });
}

async function digestAlert(
  alertId: string,
  told: AlertSeverity | undefined,
  deps: Pick<Deps, "alerts" | "onDamaged">,
): Promise<DigestAlert | undefined> {
  const alert = await deps.alerts.get(alertId).catch((fault: unknown) => {
    // Other faults may be gone in the next run, so the digest waits for it.
    if (!(fault instanceof DamagedItem)) throw fault;
    deps.onDamaged(fault);
    return undefined;
  });
  const crossing = alert?.crossings.at(-1);
  if (alert === undefined || crossing === undefined) return undefined;
  const { surveyDate } = crossing;
  const explanation = (await deps.alerts.explanations(alertId, [surveyDate], deps.onDamaged)).get(surveyDate);
  return {
    alert,
    crossing,
    ...(explanation === undefined ? {} : { explanation }),
    isNew: told === undefined,
    ...(told === undefined ? {} : { previousSeverity: told }),
  };
}
