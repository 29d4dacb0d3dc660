import italian from "zod/v4/locales/it.js";
import { plural } from "../plural.ts";
import type { ProblemWords } from "../problem-words.ts";

export const problems: ProblemWords = {
  titles: {
    "malformed-json": "Il corpo non è JSON valido",
    unauthenticated: "Accesso necessario",
    "link-expired": "Il collegamento è scaduto",
    forbidden: "Operazione non consentita a questo ruolo",
    "not-found": "Non trovato",
    "not-acceptable": "Formato richiesto non disponibile",
    "survey-day-closed": "La rilevazione è chiusa",
    "survey-day-not-open": "La rilevazione non è ancora aperta",
    "site-not-sentinel": "Il plesso non è sentinella in quella data",
    "enrolment-missing": "Mancano gli iscritti per quella data",
    "too-many-revisions": "Troppe correzioni",
    "survey-day-too-old": "La giornata è troppo lontana",
    "too-many-reopenings": "Troppe riaperture",
    "too-many-closures": "Troppe chiusure",
    "territory-taken": "Il territorio è di un altro ente sanitario",
    "institute-too-large": "Istituto troppo esteso",
    "report-unreadable": "Il dato registrato non si legge",
    "needs-confirmation": "Serve una conferma",
    "illegal-transition": "Passaggio di stato non ammesso",
    "too-many-transitions": "Troppi passaggi di stato",
    "backtest-missing": "Prima provate la regola sui dati passati",
    "version-conflict": "Nel frattempo il dato è cambiato",
    "weak-etag": "Qui gli ETag deboli non valgono",
    "too-large": "Richiesta troppo grande",
    "unsupported-media-type": "Tipo di contenuto non accettato",
    "invalid-request": "Richiesta non valida",
    "not-a-survey-day": "Non è un giorno di rilevazione",
    "absent-exceeds-enrolled": "Assenti più degli iscritti",
    "illness-exceeds-absent": "Assenze per malattia più degli assenti",
    "condition-required": "Serve If-Match",
    "too-many-requests": "Troppe richieste",
    "internal-error": "Errore interno",
    unavailable: "Servizio momentaneamente non disponibile",
  },
  details: {
    "survey-day-closed": (since) =>
      `Chiusa dalle ${since}. Se il dato va ancora inserito o corretto, chiedete all'ATS di riaprire la giornata.`,
    "survey-day-not-open": (opensAt) => `Si potrà inserire dalle ${opensAt}.`,
    "not-a-survey-day": (date) => `Il ${date} non si rileva: le giornate di rilevazione sono nel calendario.`,
    "site-not-sentinel": (siteCode, date) =>
      `Il plesso ${siteCode} non è tra le scuole sentinella il ${date}: non deve inserire assenze.`,
    "enrolment-missing": (siteCode, date) =>
      `Registrate prima gli iscritti del plesso ${siteCode} in vigore il ${date}.`,
    "absent-exceeds-enrolled": (absent, pupils) =>
      `${absent} assenti, ma gli iscritti quel giorno sono ${pupils}. Correggete il numero o aggiornate gli iscritti.`,
    "illness-exceeds-absent": (count, absent) => `${count} assenti per malattia, ma ${absent} assenti in tutto.`,
    "too-many-revisions": (revisionsMax) => `Il dato è già stato corretto ${revisionsMax} volte. Scrivete all'ATS.`,
    "survey-day-too-old": (date, daysMax) =>
      `Si riaprono le giornate degli ultimi ${daysMax} giorni: il ${date} resta com'è.`,
    "too-many-closures": (closuresMax) =>
      `Sono già registrate ${closuresMax} chiusure. Togliete quelle degli anni passati.`,
    "territory-taken": (taken) =>
      `Già di un altro ente sanitario: ${taken}. Toglietelo prima dall'elenco di quell'ente.`,
    "too-many-reopenings": (reopeningsMax, firstUntil) =>
      `Il plesso ha già ${reopeningsMax} riaperture. La prima finisce alle ${firstUntil}: riprovate il giorno dopo, quando la sua giornata è ricalcolata.`,
    "institute-too-large": (instituteCode, sitesMax, territoriesMax) =>
      `Un istituto ha al massimo ${sitesMax} plessi, in ${territoriesMax} territori: ${instituteCode} ne avrebbe di più. Controllate il codice dell'istituto e il territorio.`,
    "report-unreadable": (siteCode, date) =>
      `Per il plesso ${siteCode} il ${date} c'è già un dato, ma è danneggiato: per non perderlo non viene sostituito. Chi gestisce il servizio lo sa già: riprovate più tardi o scrivete all'ATS.`,
    "needs-confirmation": (warnings) => `Ricontrollate: ${warnings}. Se è giusto, inviate di nuovo con la conferma.`,
    "version-conflict":
      "Qualcun altro ha già scritto un altro valore. Guardate quello attuale e, se va cambiato, inviate di nuovo con la sua versione (If-Match).",
    "illegal-transition": (from, to) => `Da "${from}" non si passa a "${to}".`,
    "too-many-transitions": (transitionsMax) =>
      `Dopo ${transitionsMax} passaggi un segnale non si riapre più: se la soglia viene superata ancora, ne nasce uno nuovo.`,
    "backtest-missing":
      "Una regola si attiva con l'identificativo di una prova (POST /v1/backtests) fatta proprio con quella regola.",
    "link-expired": (lastMinute) =>
      `Il collegamento valeva fino alle ${lastMinute}. Se il dato manca ancora, accedete con le vostre credenziali o scrivete all'ATS.`,
    unauthenticated: "Il gettone di accesso manca o non è valido.",
    forbidden: "Il vostro ruolo non può farlo.",
    "not-found": "Qui non c'è nulla.",
    "not-acceptable": "Rispondiamo in JSON.",
    "malformed-json": "Il corpo della richiesta non si legge.",
    "unsupported-media-type": (accepted) => `Accettiamo ${accepted}.`,
    "too-large": (limit) => `Il limite è ${limit}.`,
    "invalid-request": "Alcuni valori non vanno bene: si vedano gli errori.",
    "weak-etag":
      'In If-Match inviate l\'ETag così come l\'avete ricevuto, per esempio "1": uno debole (W/"1") non dice che il dato è rimasto identico. Se lo ha indebolito un proxy, toglietegli la compressione.',
    "condition-required": "Leggete prima il valore e inviate la sua versione in If-Match.",
    "comes-back": (seconds) =>
      `Riprovate tra ${plural("it", seconds, { one: "un secondo", other: `${seconds} secondi` })}. Nulla è andato perso di ciò che ha avuto risposta.`,
  },
  units: { megabytes: "MB", rows: "righe", "site-days": "giornate di plesso" },
  warnings: {
    "over-40-percent-absent": "più del 40 % di assenti",
    "zero-absent-in-large-site": "nessun assente in un plesso di oltre 200 alunni",
    "enrolment-moves-over-25-percent": "iscritti cambiati di oltre il 25 %",
    "over-35-pupils-per-class": "oltre 35 alunni per classe",
  },
  values: {
    ifMatch: 'si attende un ETag tra virgolette, come "1", un elenco di ETag, oppure *',
    cursor: "non è un segnaposto di questo elenco",
    officeNotSaid: "gli enti sanitari sono più d'uno: dite quale",
    seriesScope: "serve un siteCode, oppure un territory e un level",
    daysBeforeTo: (daysMax) => `deve precedere \`to\`, al massimo di ${daysMax} giorni`,
    yearBefore2000: "un anno prima c'è il 1999",
    reopenedUntil: (daysMax) => `deve essere nel futuro, al massimo tra ${daysMax} giorni`,
    "outside-school-year": (schoolYear) => `non è nell'anno scolastico ${schoolYear}`,
    "weekdays-begun": () =>
      "i giorni della settimana cambiano da domani in poi; quelli già in vigore restano in elenco come sono",
  },
  ofSchema: italian,
  ofContracts: {
    "not a month, as YYYY-MM": "non è un mese, nella forma AAAA-MM",
    "not a month of the years 2000 to 2099": "non è un mese degli anni dal 2000 al 2099",
    "not the id of a backtest": "non è l'identificativo di una prova",
    "lower-case letters, digits and hyphens, at most 60": "lettere minuscole, cifre e trattini, al massimo 60",
    "must not come before from": "non può precedere from",
    "at most 10 members": "al massimo 10 membri",
    "not a codice meccanografico": "non è un codice meccanografico",
    "the code of an institute: pupils hang on site codes":
      "è il codice di un istituto: gli alunni stanno nei plessi, serve il codice del plesso",
    "not a date that exists, as YYYY-MM-DD": "non è una data che esiste, nella forma AAAA-MM-GG",
    "not a date of the years 2000 to 2099": "non è una data degli anni dal 2000 al 2099",
    "not a school year, as 2026-27": "non è un anno scolastico, nella forma 2026-27",
    "not two consecutive years": "non sono due anni consecutivi",
    "not a cadastral code": "non è un codice catastale",
    "letters, digits, spaces and ' . ( ) / - only": "solo lettere, cifre, spazi e ' . ( ) / -",
    "not well-formed Unicode": "testo Unicode non valido",
    "control characters are not allowed": "i caratteri di controllo non sono ammessi",
    "must come after sentinelFrom": "deve seguire sentinelFrom",
    "must not exceed the baseline's window": "non può superare la finestra di confronto",
    "names a weekday twice": "nomina due volte lo stesso giorno",
  },
  works: "Il servizio funziona",
};
