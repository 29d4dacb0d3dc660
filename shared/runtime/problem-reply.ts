import { absenceReportReply } from "../contracts/absence-report-reply.ts";
import { type ProblemBody, type ProblemName, problemMediaType, problems, problemType } from "../contracts/problem.ts";
import { formatInstant } from "../domain/calendar/local-date.ts";
import { spellInstant, spellLastMinute } from "../domain/calendar/spelled-time.ts";
import type { Language } from "../domain/language.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { SurveyWindow } from "../domain/survey/survey-window.ts";
import type { Warning } from "../domain/warning.ts";
import { spellCount } from "../mail/spelled-number.ts";

export type InvalidValue = { pointer: string; detail: string };

/** Everything a route may refuse: what the domain refuses, and what the boundary does. */
export type ProblemCause =
  | Refusal
  | { reason: "malformed-json" | "forbidden" | "not-acceptable" | "internal-error" }
  /** `because` is for the log alone: the caller must not learn from it what there is. */
  | { reason: "unauthenticated"; because: "no-token" | "invalid-token" }
  | { reason: "not-found"; because?: "no-such-route" | "outside-scope" }
  | { reason: "link-expired"; lateUntil: Date }
  | { reason: "unsupported-media-type"; accepted: readonly string[] }
  | { reason: "too-large"; limit: number; of: keyof typeof unitTexts }
  | { reason: "invalid-request"; errors: readonly InvalidValue[] }
  | { reason: "condition-required" | "weak-etag" }
  | { reason: "backtest-missing" }
  | { reason: "stale-version"; currentVersion: number }
  | { reason: "unavailable" | "too-many-requests"; retryAfterSeconds: number };

type Text = Record<Language, string>;

/** What requests are measured in. */
const unitTexts = {
  megabytes: { it: "MB", en: "MB" },
  rows: { it: "righe", en: "rows" },
  "site-days": { it: "giornate di plesso", en: "site-days" },
} as const satisfies Record<string, Text>;

const warningTexts = {
  "over-40-percent-absent": { it: "più del 40 % di assenti", en: "over 40 % absent" },
  "zero-absent-in-large-site": {
    it: "nessun assente in un plesso di oltre 200 alunni",
    en: "none absent among over 200",
  },
  "enrolment-moves-over-25-percent": { it: "iscritti cambiati di oltre il 25 %", en: "enrolment moves by over 25 %" },
  "over-35-pupils-per-class": { it: "oltre 35 alunni per classe", en: "over 35 pupils per class" },
} as const satisfies Record<Warning, Text>;

function windowMembers({ opensAt, dueAt, lateUntil }: SurveyWindow) {
  return { opensAt: formatInstant(opensAt), dueAt: formatInstant(dueAt), lateUntil: formatInstant(lateUntil) };
}

/** What happened and what to do now, in words. */
function detailOf(cause: ProblemCause, language: Language): string {
  const say = (text: Text) => text[language];
  const at = (instant: Date) => spellInstant(instant, language);
  switch (cause.reason) {
    case "survey-day-closed":
      return say({
        it: `Chiusa dalle ${at(cause.window.lateUntil)}. Se il dato va ancora inserito o corretto, chiedete all'ATS di riaprire la giornata.`,
        en: `Closed since ${at(cause.window.lateUntil)}. If the value must still be entered or corrected, ask the health office to reopen the day.`,
      });
    case "survey-day-not-open":
      return say({
        it: `Si potrà inserire dalle ${at(cause.window.opensAt)}.`,
        en: `Entry opens at ${at(cause.window.opensAt)}.`,
      });
    case "not-a-survey-day":
      return say({
        it: `Il ${cause.date} non si rileva: le assenze si inseriscono per i martedì e i giovedì di lezione.`,
        en: `Nothing is surveyed on ${cause.date}: absences are entered for Tuesdays and Thursdays with lessons.`,
      });
    case "site-not-sentinel":
      return say({
        it: `Il plesso ${cause.siteCode} non è tra le scuole sentinella il ${cause.date}: non deve inserire assenze.`,
        en: `Site ${cause.siteCode} is not a sentinel on ${cause.date}: it need not enter absences.`,
      });
    case "enrolment-missing":
      return say({
        it: `Registrate prima gli iscritti del plesso ${cause.siteCode} in vigore il ${cause.date}.`,
        en: `First register the enrolment of site ${cause.siteCode} in force on ${cause.date}.`,
      });
    case "absent-exceeds-enrolled":
      return say({
        it: `${cause.absent} assenti, ma gli iscritti quel giorno sono ${cause.pupils}. Correggete il numero o aggiornate gli iscritti.`,
        en: `${cause.absent} absent, but ${cause.pupils} are enrolled that day. Correct the number or update the enrolment.`,
      });
    case "illness-exceeds-absent":
      return say({
        it: `${cause.count} assenti per malattia, ma ${cause.absent} assenti in tutto.`,
        en: `${cause.count} absent for illness, but ${cause.absent} absent in all.`,
      });
    case "too-many-revisions":
      return say({
        it: `Il dato è già stato corretto ${cause.revisionsMax} volte. Scrivete all'ATS.`,
        en: `The value has already been corrected ${cause.revisionsMax} times. Write to the health office.`,
      });
    case "survey-day-too-old":
      return say({
        it: `Si riaprono le giornate degli ultimi ${cause.daysMax} giorni: il ${cause.date} resta com'è.`,
        en: `Survey days of the last ${cause.daysMax} days can be reopened: ${cause.date} stays as it is.`,
      });
    case "too-many-reopenings":
      return say({
        it: `Il plesso ha già ${cause.reopeningsMax} riaperture. La prima finisce alle ${at(cause.firstUntil)}: riprovate il giorno dopo, quando la sua giornata è ricalcolata.`,
        en: `The site has ${cause.reopeningsMax} reopenings already. The first ends at ${at(cause.firstUntil)}: try again the day after, once its survey day has been evaluated again.`,
      });
    case "report-unreadable":
      return say({
        it: `Per il plesso ${cause.siteCode} il ${cause.date} c'è già un dato, ma è danneggiato: per non perderlo non viene sostituito. Chi gestisce il servizio lo sa già: riprovate più tardi o scrivete all'ATS.`,
        en: `There is a value of site ${cause.siteCode} for ${cause.date} already, but it is damaged: lest it be lost it is not replaced. The operators know of it: try again later, or write to the health office.`,
      });
    case "needs-confirmation":
      return say({
        it: `Ricontrollate: ${cause.warnings.map((warning) => warningTexts[warning].it).join("; ")}. Se è giusto, inviate di nuovo con la conferma.`,
        en: `Please check: ${cause.warnings.map((warning) => warningTexts[warning].en).join("; ")}. If it is right, send again with confirm.`,
      });
    case "version-conflict":
    case "stale-version":
      return say({
        it: "Qualcun altro ha già scritto un altro valore. Guardate quello attuale e, se va cambiato, inviate di nuovo con la sua versione (If-Match).",
        en: "Somebody else has written another value. Look at the current one and, to change it, send again with its version (If-Match).",
      });
    case "illegal-transition":
      return say({
        it: `Da "${cause.from}" non si passa a "${cause.to}".`,
        en: `"${cause.from}" does not lead to "${cause.to}".`,
      });
    case "too-many-transitions":
      return say({
        it: `Dopo ${cause.transitionsMax} passaggi un segnale non si riapre più: se la soglia viene superata ancora, ne nasce uno nuovo.`,
        en: `After ${cause.transitionsMax} transitions an alert is not reopened: if the line is crossed again, a new one is raised.`,
      });
    case "backtest-missing":
      return say({
        it: "Una regola si attiva con l'identificativo di una prova (POST /v1/backtests) fatta proprio con quella regola.",
        en: "A policy is activated with the id of a backtest (POST /v1/backtests) of that very policy.",
      });
    case "link-expired":
      return say({
        it: `Il collegamento valeva fino alle ${spellLastMinute(cause.lateUntil, language)}. Se il dato manca ancora, accedete con le vostre credenziali o scrivete all'ATS.`,
        en: `The link was valid until ${spellLastMinute(cause.lateUntil, language)}. If the value is still missing, sign in or write to the health office.`,
      });
    case "unauthenticated":
      return say({
        it: "Il gettone di accesso manca o non è valido.",
        en: "The access token is missing or not valid.",
      });
    case "forbidden":
      return say({ it: "Il vostro ruolo non può farlo.", en: "Your role cannot do this." });
    case "not-found":
      return say({ it: "Qui non c'è nulla.", en: "There is nothing here." });
    case "not-acceptable":
      return say({ it: "Rispondiamo in JSON.", en: "We answer in JSON." });
    case "malformed-json":
      return say({ it: "Il corpo della richiesta non si legge.", en: "The request body cannot be read." });
    case "unsupported-media-type":
      return say({ it: `Accettiamo ${cause.accepted.join(", ")}.`, en: `We take ${cause.accepted.join(", ")}.` });
    case "too-large":
      return say({
        it: `Il limite è ${spellCount(cause.limit, "it")} ${unitTexts[cause.of].it}.`,
        en: `The limit is ${spellCount(cause.limit, "en")} ${unitTexts[cause.of].en}.`,
      });
    case "invalid-request":
      return say({
        it: "Alcuni valori non vanno bene: si vedano gli errori.",
        en: "Some values are not right: see the errors.",
      });
    case "weak-etag":
      return say({
        it: 'In If-Match inviate l\'ETag così come l\'avete ricevuto, per esempio "1": uno debole (W/"1") non dice che il dato è rimasto identico. Se lo ha indebolito un proxy, toglietegli la compressione.',
        en: 'Send the ETag in If-Match as you received it, as "1": a weak one (W/"1") does not say that the value is the very same. If a proxy has weakened it, turn off its compression.',
      });
    case "condition-required":
      return say({
        it: "Leggete prima il valore e inviate la sua versione in If-Match.",
        en: "Read the value first and send its version as If-Match.",
      });
    case "too-many-requests":
    case "unavailable":
      return say({
        it: `Riprovate tra ${cause.retryAfterSeconds} secondi. Nulla è andato perso di ciò che ha avuto risposta.`,
        en: `Try again in ${cause.retryAfterSeconds} seconds. Nothing that was answered is lost.`,
      });
    case "internal-error":
      return "";
  }
}

/** The members a cause adds to its problem document. */
function membersOf(cause: ProblemCause): Partial<ProblemBody> {
  switch (cause.reason) {
    case "survey-day-closed":
      return { ...windowMembers(cause.window), closedSince: formatInstant(cause.window.lateUntil) };
    case "survey-day-not-open":
      return windowMembers(cause.window);
    case "link-expired":
      return { lateUntil: formatInstant(cause.lateUntil) };
    case "needs-confirmation":
      return { warnings: [...cause.warnings] };
    case "version-conflict":
      return cause.current === undefined
        ? { currentVersion: 0 }
        : { current: absenceReportReply(cause.current), currentVersion: cause.current.version };
    case "stale-version":
      return { currentVersion: cause.currentVersion };
    case "invalid-request":
      return { errors: [...cause.errors] };
    default:
      return {};
  }
}

/** The name of the problem that a cause becomes. */
export function problemNameOf(cause: ProblemCause): ProblemName {
  return cause.reason === "stale-version" ? "version-conflict" : cause.reason;
}

function headersOf(cause: ProblemCause): Record<string, string> {
  if (cause.reason === "unauthenticated" || cause.reason === "link-expired") return { "www-authenticate": "Bearer" };
  if ("retryAfterSeconds" in cause) return { "retry-after": String(cause.retryAfterSeconds) };
  return {};
}

/** The problem document of a refusal, in the caller's language. An internal error says a request id and nothing else. */
export function problemBody(cause: ProblemCause, language: Language, requestId: string): ProblemBody {
  const name = problemNameOf(cause);
  const { status, title } = problems[name];
  if (name === "internal-error") return { type: problemType(name), status, title: title[language], requestId };
  return {
    type: problemType(name),
    status,
    title: title[language],
    detail: detailOf(cause, language),
    ...membersOf(cause),
  };
}

/** Headers every answer of ours carries. */
export const commonHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
};

export type HttpReply = { statusCode: number; headers: Record<string, string>; body: string };

export function problemReply(cause: ProblemCause, language: Language, requestId: string): HttpReply {
  const body = problemBody(cause, language, requestId);
  return {
    statusCode: body.status,
    headers: { ...commonHeaders, "content-type": problemMediaType, "content-language": language, ...headersOf(cause) },
    body: JSON.stringify(body),
  };
}
