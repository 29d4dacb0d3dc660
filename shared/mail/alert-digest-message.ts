import type { Alert, Crossing } from "../domain/alerts/alert.ts";
import { isOfTerritory } from "../domain/alerts/alert-id.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { type AlertSeverity, alertSeverities, type Verdict } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level, Territory } from "../domain/codes.ts";
import { countShownMin } from "../domain/count-shown-min.ts";
import type { Language } from "../domain/language.ts";
import { mailWords } from "../words/in-every-language.ts";
import { spellCount, spellPeople, spellRate } from "../words/spelled-number.ts";
import { spellDate, spellInstant } from "../words/spelled-time.ts";
import { explanationWords, observedWords } from "./explanation-words.ts";
import type { MailMessage } from "./mail-message.ts";
import { mailLanguages, renderLayout } from "./render-layout.ts";
import { type SeriesPoint, seriesBars } from "./series-bars.ts";
import { singleLine } from "./single-line.ts";

export type DigestAlert = {
  alert: Pick<Alert, "alertId" | "scope" | "severity">;
  siteName?: string;
  /** The latest crossing. */
  crossing: Crossing;
  /** The explanation of that crossing; absent when it cannot be read. */
  explanation?: Explanation;
  isNew: boolean;
  /**
   * The severity that the reader knows, or a lower one if the alert became better since. A repeated digest has the
   * present one.
   */
  previousSeverity?: AlertSeverity;
  /** The recent survey days of the scope, oldest first. */
  series?: readonly SeriesPoint[];
};

type DigestCoverage = {
  territory: Territory;
  level?: Level;
  expected: number;
  reported: number;
  missing: number;
};

export type AlertDigestInput = {
  /** The readers' language. */
  language: Language;
  /** A repeated digest has the same id. The subject shows its beginning. */
  digestId: string;
  surveyDate: LocalDate;
  verdict: Verdict;
  evaluatedAt: Date;
  alerts: readonly DigestAlert[];
  /** How many more alerts the digest is about. None of them is worse than the listed ones. */
  more: Readonly<Record<DigestChange, number>>;
  coverage: readonly DigestCoverage[];
  dashboardUrl: string;
};

/** How a digest presents an alert: it is new, it is worse than the reader knows, or the reader knows it. */
export type DigestChange = "new" | "worse" | "known";

/**
 * A digest lists at most this many alerts and gives the number of the others. The page behind the link has all of them.
 */
export const alertsShownMax = 100;
/** Mail clients cut an HTML mail longer than about 100 kB, so the HTML gives the other alerts one line each. */
export const alertsExplainedMax = 7;
const seriesShownMax = 4;
const seriesDaysMax = 12;
const coverageRowsMax = 40;
const digestIdShown = 8;

/** One mail to the health office about everything that is new or worse after an evaluation. */
export function alertDigestMessage(input: AlertDigestInput): MailMessage {
  const alerts = input.alerts.toSorted((one, other) => worstFirst(rankedOf(one), rankedOf(other)));
  const spoken = mailLanguages(input.language);
  const [language, other] = spoken;
  const first = wordsOf(input, alerts, language);
  const worst = alerts[0] ? ` (${mailWords[language].digest.severities[alerts[0].alert.severity]})` : "";
  return {
    subject: `[Sentinella] ${first.title}${worst} – ${spellDate(input.surveyDate, language)} – ${shortId(input)}`,
    ...renderLayout("alert-digest", spoken, {
      link: input.dashboardUrl,
      first,
      second: { ...wordsOf(input, alerts, other), ...wordsBelow(input, alerts, other) },
      coverage: input.coverage.slice(0, coverageRowsMax).map((row) => coverageWords(row, language)),
    }),
  };
}

/** The properties that decide which alerts a digest shows first. */
type RankedAlert = Pick<Alert, "alertId" | "severity"> & { isNew: boolean };

/** A whole territory comes before single sites, because there may be more sites than the digest shows. */
export function worstFirst(a: RankedAlert, b: RankedAlert): number {
  const severity = (alert: RankedAlert) => alertSeverities.indexOf(alert.severity);
  const breadth = ({ alertId }: RankedAlert) => Number(isOfTerritory(alertId));
  return (
    severity(b) - severity(a) ||
    breadth(b) - breadth(a) ||
    Number(b.isNew) - Number(a.isNew) ||
    (a.alertId < b.alertId ? -1 : 1)
  );
}

function rankedOf({ alert: { alertId, severity }, isNew }: DigestAlert): RankedAlert {
  return { alertId, severity, isNew };
}

function shortId({ digestId }: AlertDigestInput): string {
  return digestId.slice(0, digestIdShown);
}

function wordsOf(input: AlertDigestInput, alerts: readonly DigestAlert[], language: Language) {
  const {
    title,
    day,
    evaluated,
    change,
    about,
    caution,
    brief,
    more,
    button,
    series,
    legend,
    expected,
    coverage,
    columns,
  } = mailWords[language].digest;
  const changed = (kind: DigestChange) => alerts.filter((alert) => changeOf(alert) === kind).length + input.more[kind];
  const [fresh, worse, known] = [changed("new"), changed("worse"), changed("known")];
  const { briefly, hidden } = sharesOf(input, alerts);
  return {
    title: title(fresh + worse + known),
    day: day(spellDate(input.surveyDate, language)),
    evaluated: evaluated(spellInstant(input.evaluatedAt, language))[input.verdict],
    change: change(fresh, worse, known),
    brief: briefly > 0 ? brief : "",
    more: hidden > 0 ? more(hidden) : "",
    about: about(shortId(input), countShownMin),
    ...{ caution, button, series, legend, expected, coverage, columns },
    // The plain text has room for all explanations.
    alerts: alerts.slice(0, alertsShownMax).map((alert, place) => ({
      ...alertWords(alert, language),
      isExplained: place < alertsExplainedMax,
      bars: place < seriesShownMax ? barsOf(alert.series ?? [], language) : undefined,
    })),
  };
}

/** Sentences that differ in the second language, because they point to the part above. */
function wordsBelow(input: AlertDigestInput, alerts: readonly DigestAlert[], language: Language) {
  const { brief, more, coverage } = mailWords[language].digest.below;
  const { briefly, hidden } = sharesOf(input, alerts);
  return { brief: briefly > 0 ? brief(briefly) : "", more: hidden > 0 ? more(hidden) : "", coverage };
}

/** How many alerts have only one line, and how many have none. */
function sharesOf({ more }: AlertDigestInput, alerts: readonly DigestAlert[]): { briefly: number; hidden: number } {
  const shown = Math.min(alerts.length, alertsShownMax);
  const hidden = alerts.length - shown + more.new + more.worse + more.known;
  return { briefly: Math.max(0, shown - alertsExplainedMax), hidden };
}

function changeOf({ alert, isNew, previousSeverity }: DigestAlert): DigestChange {
  if (isNew) return "new";
  return previousSeverity === alert.severity ? "known" : "worse";
}

function alertWords(digestAlert: DigestAlert, language: Language) {
  const { alert, siteName, crossing, explanation } = digestAlert;
  const { scope, severity } = alert;
  const territory = singleLine(scope.territory);
  const { signals, digest } = mailWords[language];
  const level = signals.levels[scope.level];
  const named = scope.kind === "site" ? `${singleLine(siteName ?? "")} (${scope.siteCode})`.trim() : territory;
  return {
    isAlert: severity === "alert",
    severity: digest.severities[severity],
    change: changeWords(digestAlert, language),
    name: named,
    place: scope.kind === "site" ? `${level}, ${territory}` : level,
    rate:
      crossing.absent < countShownMin
        ? spellPeople(crossing.absent, language)
        : spellRate(crossing.absent / crossing.pupils, language),
    reasons:
      explanation === undefined
        ? [observedWords(crossing, signals)]
        : explanationWords(explanation, scope.level, signals),
  };
}

function changeWords(alert: DigestAlert, language: Language): string {
  const { severities, changes } = mailWords[language].digest;
  const change = changeOf(alert);
  if (change !== "worse" || alert.previousSeverity === undefined) return changes[change];
  return changes.worseThan(severities[alert.previousSeverity]);
}

function barsOf(series: readonly SeriesPoint[], language: Language) {
  return series.length > 0 ? { rows: seriesBars(series.slice(-seriesDaysMax), language) } : undefined;
}

function coverageWords({ territory, level, expected, reported, missing }: DigestCoverage, language: Language) {
  const name = singleLine(territory);
  return {
    scope: level === undefined ? name : `${name}, ${mailWords[language].signals.levels[level]}`,
    expected: spellCount(expected, language),
    reported: spellCount(reported, language),
    missing: spellCount(missing, language),
    share: expected > 0 ? spellRate(reported / expected, language) : "–",
  };
}
