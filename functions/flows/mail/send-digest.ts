import { historyDaysOf } from "../../../shared/detection/aligned-days.ts";
import { seriesOf } from "../../../shared/detection/series-of.ts";
import type { AlertScope } from "../../../shared/domain/alerts/alert.ts";
import { scopeKeyOf } from "../../../shared/domain/alerts/alert-id.ts";
import { type AlertNews, isNewsAfter } from "../../../shared/domain/alerts/alert-news.ts";
import { digestDateOf } from "../../../shared/domain/alerts/telling.ts";
import type { AlertSeverity, Verdict } from "../../../shared/domain/alerts/verdict.ts";
import { type LocalDate, localDateAt } from "../../../shared/domain/calendar/local-date.ts";
import {
  type DigestedAlert,
  digestedAlertsMax,
  type LedgerDetail,
  type LedgerEntry,
  type LedgerKey,
} from "../../../shared/domain/ledger/mail-ledger.ts";
import {
  alertDigestMessage,
  alertsShownMax,
  type DigestAlert,
  type DigestChange,
  worstFirst,
} from "../../../shared/mail/alert-digest-message.ts";
import type { MailMessage } from "../../../shared/mail/mail-message.ts";
import type { SeriesPoint } from "../../../shared/mail/series-bars.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobTime } from "../../../shared/runtime/job-chain.ts";
import { DamagedItem } from "../../../shared/store/parse-item.ts";
import { policyInForce } from "../alerts/policy-in-force.ts";
import type { Isolated } from "../faults/faults.ts";
import { inBatches } from "../paging/in-batches.ts";
import { historyBefore } from "../survey-days/evaluate-survey-day.ts";
import type { LiveDay } from "../survey-days/live-day.ts";
import { digestIdOf, digestRecipient, readerOf } from "./digest-id.ts";
import { type MailFate, mailOnce } from "./mail-once.ts";
import { mailPace, reminderShare } from "./mail-pace.ts";
import { type ToldReader, toldReaders } from "./told-readers.ts";

export type DigestDeps = Pick<
  Deps,
  | "alerts"
  | "alertPolicies"
  | "settings"
  | "surveyDays"
  | "sites"
  | "mailLedger"
  | "mailer"
  | "mailRatePerSecond"
  | "webOrigin"
  | "now"
  | "log"
  | "onDamaged"
  | "pause"
  | "stopwatch"
> &
  Isolated;

export type Evaluated = {
  surveyDate: LocalDate;
  verdict: Verdict;
  day: Pick<LiveDay, "sheets" | "coverage">;
  /** The alerts that the findings of the day concern, read consistently. */
  touched: readonly AlertNews[];
};

/** How many mails went out, and whether every reader has been told everything, or cannot be. */
export type DigestOutcome = { sent: number; everyReaderTold: boolean };

/** No job lasts longer: a turn that was not given back is free again for the next one. */
const turnMillisMax = 15 * 60_000;
/** Survey days of the recent series in a digest. */
const seriesDays = 12;
/** Alerts read at the same time. */
const alertsAtOnce = 16;

/** An alert of a digest, beside what its reader knew of it. */
type News = DigestedAlert & { told: AlertSeverity | undefined };

/**
 * Mails each reader what is new or worse than this reader has been told, as one digest. What an earlier run left
 * unsettled goes out first, as the same digest: an alert may arrive twice, with one id, but never not at all. A reader
 * who cannot be mailed stops nobody.
 */
export async function sendDigest(evaluated: Evaluated, time: JobTime, deps: DigestDeps): Promise<DigestOutcome> {
  const { surveyDate, touched } = evaluated;
  const addresses = await readersOf(deps);
  const read = () => toldReaders(new Set(addresses.keys()), touched, surveyDate, deps);
  const nothing = { sent: 0, everyReaderTold: false };
  if (addresses.size === 0) return nothing;
  const known = [...(await read()).values()];
  if (known.every(({ news, unsettled }) => news.length === 0 && unsettled.length === 0)) {
    return { sent: 0, everyReaderTold: true };
  }
  const now = deps.now();
  const turn = await deps.mailLedger.takeTurn(now, new Date(now.getTime() + turnMillis(time)));
  if (turn === undefined) return nothing;
  // Only now it is certain what others have told.
  const fates = await deps.faults.isolate("digest-failed", { surveyDate }, async () =>
    tellReaders(await read(), addresses, evaluated, time, deps),
  );
  await turn.giveBack();
  if (fates === undefined) return nothing;
  return {
    sent: fates.filter((fate) => fate === "sent").length,
    everyReaderTold: fates.every((fate) => settledFates.has(fate)),
  };
}

function turnMillis(time: JobTime): number {
  return Math.min(time.remainingMillis(), turnMillisMax);
}

type Fate = MailFate | "no-time-left" | "failed";

async function tellReaders(
  readers: ReadonlyMap<string, ToldReader>,
  addresses: ReadonlyMap<string, string>,
  evaluated: Evaluated,
  time: JobTime,
  deps: DigestDeps,
): Promise<readonly Fate[]> {
  const { surveyDate } = evaluated;
  const pace = mailPace(deps.mailRatePerSecond * (1 - reminderShare), time, deps);
  const compose = composer(evaluated, deps);
  const fates: Fate[] = [];
  for (const [reader, { unsettled, news }] of readers) {
    const email = addresses.get(reader);
    if (email === undefined) continue;
    const due = unsettled.filter(({ leaseUntil }) => leaseUntil <= deps.now());
    if (due.length < unsettled.length) fates.push("uncertain");
    for (const task of [
      ...due.map((entry) => repeatOf(entry, email)),
      ...digestsFor(reader, email, news, evaluated, deps),
    ]) {
      const fate = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
        pace.inTurn(1, () => sendToReader(task, compose, deps)),
      );
      fates.push(fate ?? "failed");
    }
  }
  return fates;
}

/** "taken" without doubt about it: that reader has it already. Nobody waits for a reader who cannot be mailed. */
const settledFates: ReadonlySet<string> = new Set<MailFate>(["sent", "taken", "skipped"]);

/** The addresses that take digests, by the names that the ledger has for them. */
export async function readersOf(deps: Pick<Deps, "settings" | "onDamaged">): Promise<ReadonlyMap<string, string>> {
  const { alertDigests } = await deps.settings.healthOfficeContacts(deps.onDamaged);
  const valid = alertDigests.filter(({ state }) => state === "valid");
  return new Map(valid.map(({ email }) => [readerOf(email), email]));
}

type DigestTask = { key: LedgerKey; email: string; detail: LedgerDetail; digestId: string; news: readonly News[] };

/** One, but for a flood that no single entry of the ledger could name. */
function digestsFor(
  reader: string,
  email: string,
  news: ToldReader["news"],
  { surveyDate }: Evaluated,
  deps: Pick<Deps, "now">,
): DigestTask[] {
  const now = deps.now();
  const digestDate = digestDateOf(surveyDate, localDateAt(now));
  const ranked = news
    .map(({ alert: { alertId, severity }, told }): News => ({ alertId, severity, told }))
    .toSorted((one, other) => worstFirst(rankedOf(one), rankedOf(other)));
  const tasks: DigestTask[] = [];
  for (let start = 0; start < ranked.length; start += digestedAlertsMax) {
    const part = ranked.slice(start, start + digestedAlertsMax);
    const digestId = digestIdOf(part);
    const alerts = part.map(({ alertId, severity }) => ({ alertId, severity }));
    tasks.push({
      key: { surveyDate: digestDate, kind: "digest", recipient: digestRecipient(digestId, reader), round: 1 },
      email,
      detail: { alerts, alertsAt: now, ...(digestDate === surveyDate ? {} : { aboutDate: surveyDate }) },
      digestId,
      news: part,
    });
  }
  return tasks;
}

/** The same digest once more, under its own name. */
function repeatOf(entry: LedgerEntry, email: string): DigestTask {
  const { alerts = [], alertsAt = entry.claimedAt, aboutDate } = entry;
  return {
    key: entry,
    email,
    detail: { alerts, alertsAt, ...(aboutDate === undefined ? {} : { aboutDate }) },
    digestId: digestIdOf(alerts),
    news: alerts.map((alert) => ({ ...alert, told: undefined })),
  };
}

async function sendToReader(
  { key, email, detail, digestId, news }: DigestTask,
  compose: Composer,
  deps: DigestDeps,
): Promise<MailFate> {
  const fate = await mailOnce(
    {
      key,
      detail,
      repeatable: true,
      prepare: async () => {
        const message = await compose(digestId, news);
        return { kind: "mail", mail: { to: [email], ...message, headers: { "X-Sentinella-Digest": digestId } } };
      },
    },
    deps,
  );
  if (fate !== "taken") return fate;
  const entry = await deps.mailLedger.get(key);
  switch (entry?.status) {
    case undefined:
    case "claimed":
    case "uncertain":
      // Taken by a run that has not settled it: neither arrived nor to be given up.
      return "uncertain";
    case "skipped":
    case "bounced":
      return "skipped";
    case "sent":
    case "delivered":
    case "complained":
      return "taken";
  }
}

type Composer = (digestId: string, news: readonly News[]) => Promise<MailMessage>;

/** Readers who know the same get the same mail: it is worked out when the first of them turns out to need it. */
function composer(evaluated: Evaluated, deps: DigestDeps): Composer {
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
  news: readonly News[],
  evaluated: Evaluated,
  deps: DigestDeps,
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
    dashboardUrl: `${deps.webOrigin}/alerts`,
  });
}

function rankedOf({ alertId, severity, told }: News) {
  return { alertId, severity, isNew: told === undefined };
}

function changeOf(severity: AlertSeverity, told: AlertSeverity | undefined): DigestChange {
  if (told === undefined) return "new";
  return isNewsAfter({ severity }, told) ? "worse" : "known";
}

/** What a digest shows. An alert that cannot be read is counted among those it does not show. */
async function digestAlerts(evaluated: Evaluated, news: readonly News[], deps: DigestDeps): Promise<DigestAlert[]> {
  const { surveyDate } = evaluated;
  const read = await inBatches(news, alertsAtOnce, ({ alertId, told }) => digestAlert(alertId, told, deps));
  const alerts = read.filter((alert) => alert !== undefined);
  const siteCodes = alerts.flatMap(({ alert: { scope } }) => (scope.kind === "site" ? [scope.siteCode] : []));
  const sites = await deps.sites.getMany(siteCodes, deps.onDamaged);
  const names = new Map(sites.map(({ siteCode, name }) => [siteCode, name]));
  const scopes = alerts.map(({ alert }) => alert.scope);
  // A digest without its bars is better than none.
  const series = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
    recentSeries(evaluated, scopes, deps),
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
    // Other faults may be gone in the next run: the digest waits for it.
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

/** The last survey days of each scope, up to this one, with what was usual; while it warms up there is no series. */
async function recentSeries(
  { surveyDate, day }: Evaluated,
  scopes: readonly AlertScope[],
  deps: DigestDeps,
): Promise<Map<string, SeriesPoint[]>> {
  const policy = await policyInForce(deps);
  const series = new Map<string, SeriesPoint[]>();
  for (const [territory, inTerritory] of Map.groupBy(scopes, (scope) => scope.territory)) {
    const { sheets: history } = await historyBefore(
      surveyDate,
      territory,
      historyDaysOf(policy.policy) + seriesDays,
      deps,
    );
    const today = day.sheets.get(territory);
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
