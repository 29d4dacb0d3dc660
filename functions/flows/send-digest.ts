import { historyDaysOf } from "../../shared/detection/aligned-days.ts";
import type { Alert, Verdict } from "../../shared/domain/alert.ts";
import { needsMail, scopeKeyOf } from "../../shared/domain/alert-lifecycle.ts";
import type { Contact } from "../../shared/domain/institute.ts";
import type { LocalDate } from "../../shared/domain/local-date.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import { alertDigestMessage, type DigestAlert } from "../../shared/mail/alert-digest-message.ts";
import type { MailMessage } from "../../shared/mail/mail-message.ts";
import type { SeriesPoint } from "../../shared/mail/series-bars.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { JobTime } from "../../shared/runtime/job-chain.ts";
import { openAlerts } from "./apply-findings.ts";
import { type DigestedAlert, digestIdOf, readerOf } from "./digest-id.ts";
import { historyBefore } from "./evaluate-survey-day.ts";
import type { LiveDay } from "./live-day.ts";
import { type MailFate, mailOnce } from "./mail-once.ts";
import { type MailPace, mailPace, reminderShare } from "./mail-pace.ts";
import { policyInForce } from "./policy-in-force.ts";
import { seriesOf } from "./series-of.ts";

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
>;

type Evaluated = { surveyDate: LocalDate; verdict: Verdict; day: Pick<LiveDay, "sheets" | "coverage"> };

/** Survey days of the recent series in a digest. */
const seriesDays = 12;
/** How often the mark is set anew because an evaluation or a person wrote in between. */
const attemptsMax = 5;

/**
 * Mails what is new or worse since the last digest, as one digest to each reader. What an earlier run left unsettled
 * goes out first, as the same digest: an alert may arrive twice, with one id, but never not at all.
 * @returns how many mails went out
 */
export async function sendDigest(evaluated: Evaluated, time: JobTime, deps: DigestDeps): Promise<number> {
  const pace = mailPace(deps.mailRatePerSecond * (1 - reminderShare), time, deps);
  let sent = await sendUnsettled(evaluated, pace, deps);
  const news = (await openAlerts(deps)).filter(needsMail).map(({ alertId, severity }) => ({ alertId, severity }));
  if (news.length > 0) sent += await sendToReaders(news, evaluated, pace, deps);
  return sent;
}

/**
 * The last closed survey day with an alert that nobody has been told of, because the digest of its final verdict was
 * cut short or not taken. None where there is nobody to tell.
 */
export async function untoldDay(
  now: Date,
  deps: Pick<Deps, "alerts" | "settings" | "onDamaged">,
): Promise<LocalDate | undefined> {
  if ((await readersOf(deps)).length === 0) return undefined;
  const dates = (await openAlerts(deps))
    .filter(needsMail)
    .flatMap(({ crossings }) => crossings.at(-1)?.surveyDate ?? []);
  return dates
    .filter((date) => surveyState(surveyWindow(date), now) === "closed")
    .toSorted()
    .at(-1);
}

async function readersOf(deps: Pick<Deps, "settings" | "onDamaged">): Promise<readonly Contact[]> {
  const { alertDigests } = await deps.settings.healthOfficeContacts(deps.onDamaged);
  return alertDigests.filter(({ state }) => state === "valid");
}

async function sendUnsettled(evaluated: Evaluated, pace: MailPace, deps: DigestDeps): Promise<number> {
  const unsettled = new Map<string, readonly DigestedAlert[]>();
  for await (const entries of deps.mailLedger.pagesOfDay(evaluated.surveyDate, "digest", deps.onDamaged)) {
    for (const { status, alerts } of entries) {
      if ((status === "claimed" || status === "uncertain") && alerts !== undefined)
        unsettled.set(digestIdOf(alerts), alerts);
    }
  }
  let sent = 0;
  for (const alerts of unsettled.values()) sent += await sendToReaders(alerts, evaluated, pace, deps);
  return sent;
}

async function sendToReaders(
  digested: readonly DigestedAlert[],
  evaluated: Evaluated,
  pace: MailPace,
  deps: DigestDeps,
): Promise<number> {
  const readers = await readersOf(deps);
  // Worked out when the first reader turns out to need it; the others get the same.
  let composed: Promise<MailMessage> | undefined;
  const compose = () => {
    composed ??= composeDigest(digested, evaluated, deps);
    return composed;
  };
  const fates: (MailFate | "no-time-left")[] = [];
  for (const { email } of readers) {
    fates.push(await pace.inTurn(() => sendToReader(email, digested, evaluated.surveyDate, compose, deps)));
  }
  // "taken" without doubt about it: that reader has it already. Nobody waits for a reader who cannot be mailed, but
  // what no reader has got has not arrived.
  const settled = fates.every((fate) => fate === "sent" || fate === "taken" || fate === "skipped");
  const arrived = fates.some((fate) => fate === "sent" || fate === "taken");
  if (settled && arrived) for (const alert of digested) await markMailed(alert, deps);
  return fates.filter((fate) => fate === "sent").length;
}

async function sendToReader(
  email: string,
  digested: readonly DigestedAlert[],
  surveyDate: LocalDate,
  compose: () => Promise<MailMessage>,
  deps: DigestDeps,
): Promise<MailFate> {
  const digestId = digestIdOf(digested);
  const key = { surveyDate, kind: "digest" as const, recipient: `${digestId}.${readerOf(email)}`, round: 1 };
  const fate = await mailOnce(
    {
      key,
      detail: { alerts: digested },
      repeatable: true,
      prepare: async () => {
        const message = await compose();
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

async function composeDigest(
  digested: readonly DigestedAlert[],
  evaluated: Evaluated,
  deps: DigestDeps,
): Promise<MailMessage> {
  const { surveyDate, verdict, day } = evaluated;
  return alertDigestMessage({
    digestId: digestIdOf(digested),
    surveyDate,
    verdict,
    evaluatedAt: deps.now(),
    alerts: await digestAlerts(evaluated, digested, deps),
    coverage: day.coverage.items.map(({ expected, missing, ...item }) => ({
      ...item,
      expected,
      missing,
      reported: expected - missing,
    })),
    dashboardUrl: `${deps.webOrigin}/alerts`,
  });
}

async function digestAlerts(
  evaluated: Evaluated,
  digested: readonly DigestedAlert[],
  deps: DigestDeps,
): Promise<DigestAlert[]> {
  const alerts = (await Promise.all(digested.map(({ alertId }) => deps.alerts.get(alertId)))).filter(
    (alert) => alert !== undefined,
  );
  const siteCodes = alerts.flatMap(({ scope }) => (scope.kind === "site" ? [scope.siteCode] : []));
  const names = new Map(
    (await deps.sites.getMany(siteCodes, deps.onDamaged)).map(({ siteCode, name }) => [siteCode, name]),
  );
  const series = await recentSeries(evaluated, alerts, deps);
  return alerts.flatMap((alert) => {
    const recent = series.get(scopeKeyOf(alert.scope)) ?? [];
    const crossing = alert.crossings.at(-1);
    const siteName = alert.scope.kind === "site" ? names.get(alert.scope.siteCode) : undefined;
    if (crossing === undefined) return [];
    const { mailedSeverity } = alert;
    return [
      {
        alert,
        crossing,
        isNew: mailedSeverity === undefined,
        ...(siteName === undefined ? {} : { siteName }),
        ...(recent.length === 0 ? {} : { series: recent }),
        ...(mailedSeverity === undefined ? {} : { previousSeverity: mailedSeverity }),
      },
    ];
  });
}

/** The last survey days of each scope, up to this one, with what was usual; while it warms up there is no series. */
async function recentSeries(
  { surveyDate, day }: Evaluated,
  alerts: readonly Alert[],
  deps: DigestDeps,
): Promise<Map<string, SeriesPoint[]>> {
  const policy = await policyInForce(deps);
  const series = new Map<string, SeriesPoint[]>();
  for (const [territory, inTerritory] of Map.groupBy(alerts, ({ scope }) => scope.territory)) {
    const { sheets: history } = await historyBefore(
      surveyDate,
      territory,
      historyDaysOf(policy.policy) + seriesDays,
      deps,
    );
    const today = day.sheets.get(territory);
    const sheets = today === undefined ? history : [...history, today];
    const scopes = inTerritory.map(({ scope }) => scope);
    for (const [key, points] of seriesOf(scopes, sheets, seriesDays, policy)) {
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

/** After the mail: a crash before this mark makes the next run find the digest sent, and mark. */
async function markMailed({ alertId, severity }: DigestedAlert, deps: Pick<Deps, "alerts">): Promise<void> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const alert: Alert | undefined = await deps.alerts.get(alertId);
    if (alert === undefined || !needsMail(alert)) return;
    const marked = { ...alert, mailedSeverity: severity, version: alert.version + 1 };
    if ((await deps.alerts.save(marked, alert.version)) === "saved") return;
  }
}
