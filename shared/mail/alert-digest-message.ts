import type { Alert, Crossing } from "../domain/alerts/alert.ts";
import { isOfTerritory } from "../domain/alerts/alert-id.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { type AlertSeverity, alertSeverities, type Verdict } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { Level, Territory } from "../domain/codes.ts";
import { countShownMin } from "../domain/count-shown-min.ts";
import type { Language } from "../domain/language.ts";
import { spellCount, spellPeople, spellRate } from "../words/spelled-number.ts";
import { spellDate, spellInstant } from "../words/spelled-time.ts";
import { explanationWords, observedWords } from "./explanation-words.ts";
import { levelWords } from "./level-words.ts";
import type { MailMessage } from "./mail-message.ts";
import { renderLayout } from "./render-layout.ts";
import { type SeriesPoint, seriesBars } from "./series-bars.ts";
import { singleLine } from "./single-line.ts";

export type DigestAlert = {
  alert: Pick<Alert, "alertId" | "scope" | "severity">;
  siteName?: string;
  /** The latest one. */
  crossing: Crossing;
  /** Of that crossing, unless it cannot be read. */
  explanation?: Explanation;
  isNew: boolean;
  /** What the reader was told, or less where it has become better since; as now where a digest is repeated. */
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
  /** The same for a repeated digest; its beginning stands in the subject. */
  digestId: string;
  surveyDate: LocalDate;
  verdict: Verdict;
  evaluatedAt: Date;
  alerts: readonly DigestAlert[];
  /** How many further alerts the digest is about, none of them worse. */
  more: Readonly<Record<DigestChange, number>>;
  coverage: readonly DigestCoverage[];
  dashboardUrl: string;
};

/** What a digest tells of an alert: new, worse than the reader was told, or told before. */
export type DigestChange = "new" | "worse" | "known";

/** Of more alerts a digest gives the number; the page behind the link has everything. */
export const alertsShownMax = 100;
/** Mail clients cut an HTML mail that is longer than about 100 kB: of the others it has a line each. */
export const alertsExplainedMax = 7;
const seriesShownMax = 4;
const seriesDaysMax = 12;
const coverageRowsMax = 40;
const digestIdShown = 8;

/** One mail to the health office about everything that is new or worse after an evaluation. */
export function alertDigestMessage(input: AlertDigestInput): MailMessage {
  const alerts = input.alerts.toSorted((one, other) => worstFirst(rankedOf(one), rankedOf(other)));
  const it = wordsOf(input, alerts, "it");
  const worst = alerts[0] ? ` (${severityWords.it[alerts[0].alert.severity]})` : "";
  return {
    subject: `[Sentinella] ${it.title}${worst} – ${spellDate(input.surveyDate, "it")} – ${shortId(input)}`,
    ...renderLayout("alert-digest", {
      link: input.dashboardUrl,
      it,
      en: wordsOf(input, alerts, "en"),
      coverage: input.coverage.slice(0, coverageRowsMax).map((row) => coverageWords(row, "it")),
    }),
  };
}

const severityWords = {
  it: { attention: "attenzione", alert: "allerta" },
  en: { attention: "attention", alert: "alert" },
} as const satisfies Record<Language, Record<AlertSeverity, string>>;

/** What decides which alerts a digest shows first. */
type RankedAlert = Pick<Alert, "alertId" | "severity"> & { isNew: boolean };

/** A whole territory before single sites, of which there may be more than are shown. */
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
  const count = (value: number) => spellCount(value, language);
  const day = spellDate(input.surveyDate, language);
  const at = spellInstant(input.evaluatedAt, language);
  const changed = (change: DigestChange) =>
    alerts.filter((alert) => changeOf(alert) === change).length + input.more[change];
  const [fresh, worse, known] = [changed("new"), changed("worse"), changed("known")];
  const total = fresh + worse + known;
  const shown = alerts.slice(0, alertsShownMax);
  const hidden = total - shown.length;
  const brief = shown.slice(alertsExplainedMax);
  const provisional = input.verdict === "provisional";
  const id = shortId(input);
  const frame = {
    it: {
      title: total === 1 ? "1 segnale da verificare" : `${count(total)} segnali da verificare`,
      day: `Giornata di rilevazione: ${day}`,
      evaluated: `Valutazione delle ${at}, ${provisional ? "provvisoria: le scuole possono ancora inserire e correggere" : "definitiva: la giornata è chiusa"}.`,
      change: `Rispetto all'ultimo messaggio: ${count(fresh)} ${fresh === 1 ? "nuovo" : "nuovi"}, ${count(worse)} ${worse === 1 ? "peggiorato" : "peggiorati"}${known > 0 ? `, ${count(known)} ${known === 1 ? "già segnalato" : "già segnalati"}` : ""}.`,
      caution:
        "Un segnale non è una diagnosi: le assenze per qualsiasi causa sono un indicatore debole, da verificare con le scuole prima di ogni decisione.",
      brief: brief.length > 0 ? "Gli altri, in breve" : "",
      more: hidden > 0 ? `Altri ${count(hidden)} segnali sono nella pagina di Sentinella.` : "",
      button: "Apri i segnali in Sentinella",
      series: "Ultime rilevazioni",
      legend: "barra: tasso di assenza; fondo chiaro: intervallo atteso",
      expected: "atteso",
      coverage: "Completezza della giornata, in plessi",
      columns: { scope: "Territorio e livello", expected: "Attesi", reported: "Risposte", missing: "Mancanti" },
      about: `Riferimento: ${id}. Lo stesso riferimento due volte è lo stesso messaggio. I numeri di alunni sotto 5 non sono riportati. Messaggio automatico, non occorre rispondere.`,
    },
    en: {
      title: total === 1 ? "1 signal to be verified" : `${count(total)} signals to be verified`,
      day: `Survey day: ${day}`,
      evaluated: `Evaluated at ${at}, ${provisional ? "provisional: schools can still enter and correct" : "final: the day is closed"}.`,
      change: `Since the last message: ${count(fresh)} new, ${count(worse)} worse${known > 0 ? `, ${count(known)} told before` : ""}.`,
      caution:
        "A signal is not a diagnosis: absences for any cause are a weak indicator, to be verified with the schools before any decision.",
      brief: brief.length > 0 ? `${count(brief.length)} more are in the list above.` : "",
      more: hidden > 0 ? `${count(hidden)} more signals are on the page.` : "",
      button: "Open the signals in Sentinella",
      coverage: "The table above gives the sites expected, reported and missing.",
      about: `Reference: ${id}. The same reference twice is the same message. Numbers of pupils under 5 are left out. Automatic message, nobody needs to answer.`,
    },
  }[language];
  return {
    ...frame,
    // The text has room for all of them.
    alerts: shown.map((alert, place) => ({
      ...alertWords(alert, language),
      isExplained: place < alertsExplainedMax,
      bars: place < seriesShownMax ? barsOf(alert.series ?? [], language) : undefined,
    })),
  };
}

function changeOf({ alert, isNew, previousSeverity }: DigestAlert): DigestChange {
  if (isNew) return "new";
  return previousSeverity === alert.severity ? "known" : "worse";
}

function alertWords(digestAlert: DigestAlert, language: Language) {
  const { alert, siteName, crossing, explanation, previousSeverity } = digestAlert;
  const { scope, severity } = alert;
  const territory = singleLine(scope.territory);
  const level = levelWords[language][scope.level];
  const was = previousSeverity === undefined ? "" : severityWords[language][previousSeverity];
  const changes = {
    it: { new: "nuovo", worse: `peggiorato${was && `, prima: ${was}`}`, known: "già segnalato" },
    en: { new: "new", worse: `worse${was && `, was: ${was}`}`, known: "told before" },
  } as const satisfies Record<Language, Record<DigestChange, string>>;
  const named = scope.kind === "site" ? `${singleLine(siteName ?? "")} (${scope.siteCode})`.trim() : territory;
  return {
    isAlert: severity === "alert",
    severity: severityWords[language][severity],
    change: changes[language][changeOf(digestAlert)],
    name: named,
    place: scope.kind === "site" ? `${level}, ${territory}` : level,
    rate:
      crossing.absent < countShownMin
        ? spellPeople(crossing.absent, language)
        : spellRate(crossing.absent / crossing.pupils, language),
    reasons:
      explanation === undefined
        ? [observedWords(crossing, language)]
        : explanationWords(explanation, scope.level, language),
  };
}

function barsOf(series: readonly SeriesPoint[], language: Language) {
  return series.length > 0 ? { rows: seriesBars(series.slice(-seriesDaysMax), language) } : undefined;
}

function coverageWords({ territory, level, expected, reported, missing }: DigestCoverage, language: Language) {
  const name = singleLine(territory);
  return {
    scope: level === undefined ? name : `${name}, ${levelWords[language][level]}`,
    expected: spellCount(expected, language),
    reported: spellCount(reported, language),
    missing: spellCount(missing, language),
    share: expected > 0 ? spellRate(reported / expected, language) : "–",
  };
}
