import german from "zod/v4/locales/de.js";
import { plural } from "../plural.ts";
import type { ProblemWords } from "../problem-words.ts";

export const problems: ProblemWords = {
  titles: {
    "malformed-json": "Der Inhalt ist kein gültiges JSON",
    unauthenticated: "Anmeldung erforderlich",
    "link-expired": "Der Link ist abgelaufen",
    forbidden: "Für diese Rolle nicht zugelassen",
    "not-found": "Nicht gefunden",
    "not-acceptable": "Gewünschtes Format nicht verfügbar",
    "survey-day-closed": "Der Erhebungstag ist abgeschlossen",
    "survey-day-not-open": "Der Erhebungstag ist noch nicht eröffnet",
    "site-not-sentinel": "Die Schulstelle ist an diesem Tag keine Sentinel-Schule",
    "enrolment-missing": "Für diesen Tag fehlen die Einschreibungen",
    "too-many-revisions": "Zu viele Berichtigungen",
    "survey-day-too-old": "Der Erhebungstag liegt zu weit zurück",
    "too-many-reopenings": "Zu viele Wiedereröffnungen",
    "too-many-closures": "Zu viele Schließungen",
    "territory-taken": "Das Gebiet gehört einem anderen Sanitätsbetrieb",
    "institute-too-large": "Schuldirektion zu groß",
    "report-unreadable": "Die gespeicherte Meldung ist nicht lesbar",
    "needs-confirmation": "Bitte bestätigen",
    "illegal-transition": "Unzulässiger Statuswechsel",
    "too-many-transitions": "Zu viele Statuswechsel",
    "backtest-missing": "Die Regel ist zuerst an vergangenen Daten zu erproben",
    "version-conflict": "Die Angabe wurde inzwischen geändert",
    "weak-etag": "Schwache ETags gelten hier nicht",
    "too-large": "Anfrage zu groß",
    "unsupported-media-type": "Inhaltstyp wird nicht angenommen",
    "invalid-request": "Ungültige Anfrage",
    "not-a-survey-day": "Kein Erhebungstag",
    "absent-exceeds-enrolled": "Mehr Abwesende als Eingeschriebene",
    "illness-exceeds-absent": "Mehr krankheitsbedingt Abwesende als Abwesende insgesamt",
    "condition-required": "If-Match ist erforderlich",
    "too-many-requests": "Zu viele Anfragen",
    "internal-error": "Interner Fehler",
    unavailable: "Dienst vorübergehend nicht verfügbar",
  },
  details: {
    "survey-day-closed": (since) =>
      `Abgeschlossen seit ${since}. Muss die Angabe noch eingetragen oder berichtigt werden, ersuchen Sie den Sanitätsbetrieb um Wiedereröffnung des Erhebungstages.`,
    "survey-day-not-open": (opensAt) => `Die Eintragung ist möglich ab ${opensAt}.`,
    "not-a-survey-day": (date) => `Am ${date} findet keine Erhebung statt: Die Erhebungstage stehen im Kalender.`,
    "site-not-sentinel": (siteCode, date) =>
      `Die Schulstelle ${siteCode} zählt am ${date} nicht zu den Sentinel-Schulen: Sie muss keine Abwesenheiten eintragen.`,
    "enrolment-missing": (siteCode, date) =>
      `Erfassen Sie zuerst die Einschreibungen der Schulstelle ${siteCode}, die am ${date} gelten.`,
    "absent-exceeds-enrolled": (absent, pupils) =>
      `${absent} Abwesende, aber nur ${pupils} Eingeschriebene an diesem Tag. Berichtigen Sie die Zahl oder aktualisieren Sie die Einschreibungen.`,
    "illness-exceeds-absent": (count, absent) =>
      `${count} krankheitsbedingt Abwesende, aber nur ${absent} Abwesende insgesamt.`,
    "too-many-revisions": (revisionsMax) =>
      `Die Angabe wurde bereits ${revisionsMax}-mal berichtigt. Wenden Sie sich an den Sanitätsbetrieb.`,
    "survey-day-too-old": (date, daysMax) =>
      `Wiedereröffnet werden können Erhebungstage der letzten ${daysMax} Tage: Der ${date} bleibt unverändert.`,
    "too-many-closures": (closuresMax) =>
      `Es sind bereits ${closuresMax} Schließungen eingetragen. Entfernen Sie jene vergangener Jahre.`,
    "territory-taken": (taken) =>
      `Gehört bereits einem anderen Sanitätsbetrieb: ${taken}. Streichen Sie es zuerst von dessen Liste.`,
    "too-many-reopenings": (reopeningsMax, firstUntil) =>
      `Die Schulstelle hat bereits ${reopeningsMax} Wiedereröffnungen. Die erste endet um ${firstUntil}: Versuchen Sie es am Tag danach noch einmal, sobald ihr Erhebungstag neu berechnet ist.`,
    "institute-too-large": (instituteCode, sitesMax, territoriesMax) =>
      `Eine Schuldirektion hat höchstens ${sitesMax} Schulstellen in ${territoriesMax} Gebieten: ${instituteCode} hätte mehr. Prüfen Sie den Kodex der Schuldirektion und das Gebiet.`,
    "report-unreadable": (siteCode, date) =>
      `Für die Schulstelle ${siteCode} liegt zum ${date} bereits eine Meldung vor, sie ist jedoch beschädigt: Damit sie nicht verloren geht, wird sie nicht ersetzt. Der Betreiber des Dienstes weiß davon: Versuchen Sie es später noch einmal oder wenden Sie sich an den Sanitätsbetrieb.`,
    "needs-confirmation": (warnings) =>
      `Bitte überprüfen: ${warnings}. Ist die Angabe richtig, senden Sie sie mit der Bestätigung noch einmal.`,
    "version-conflict":
      "Inzwischen hat jemand anderer einen anderen Wert eingetragen. Sehen Sie sich den aktuellen an und senden Sie, falls er zu ändern ist, Ihre Angabe mit dessen Version (If-Match) noch einmal.",
    "illegal-transition": (from, to) => `Von "${from}" führt kein Schritt zu "${to}".`,
    "too-many-transitions": (transitionsMax) =>
      `Nach ${transitionsMax} Statuswechseln wird ein Signal nicht mehr wiedereröffnet: Wird der Schwellenwert erneut überschritten, entsteht ein neues.`,
    "backtest-missing":
      "Eine Regel wird mit der Kennung einer Erprobung (POST /v1/backtests) genau dieser Regel aktiviert.",
    "link-expired": (lastMinute) =>
      `Der Link war gültig bis ${lastMinute}. Fehlt die Angabe noch, melden Sie sich mit Ihren Zugangsdaten an oder wenden Sie sich an den Sanitätsbetrieb.`,
    unauthenticated: "Das Zugangstoken fehlt oder ist ungültig.",
    forbidden: "Ihre Rolle ist dazu nicht berechtigt.",
    "not-found": "Hier gibt es nichts.",
    "not-acceptable": "Die Antworten erfolgen in JSON.",
    "malformed-json": "Der Inhalt der Anfrage ist nicht lesbar.",
    "unsupported-media-type": (accepted) => `Angenommen wird ${accepted}.`,
    "too-large": (limit) => `Die Obergrenze beträgt ${limit}.`,
    "invalid-request": "Einige Werte sind nicht in Ordnung: siehe Fehlerliste.",
    "weak-etag":
      'Senden Sie in If-Match das ETag so, wie Sie es erhalten haben, zum Beispiel "1": Ein schwaches (W/"1") besagt nicht, dass die Angabe genau dieselbe ist. Hat es ein Proxy abgeschwächt, schalten Sie dessen Komprimierung aus.',
    "condition-required": "Lesen Sie zuerst den Wert und senden Sie seine Version in If-Match.",
    "comes-back": (seconds) =>
      `Versuchen Sie es in ${plural("de", seconds, { one: "einer Sekunde", other: `${seconds} Sekunden` })} noch einmal. Nichts, was beantwortet wurde, ist verloren.`,
  },
  units: { megabytes: "MB", rows: "Zeilen", "site-days": "Schulstellentage" },
  warnings: {
    "over-40-percent-absent": "mehr als 40 % Abwesende",
    "zero-absent-in-large-site": "keine Abwesenden in einer Schulstelle mit über 200 Schülern",
    "enrolment-moves-over-25-percent": "Einschreibungen um über 25 % verändert",
    "over-35-pupils-per-class": "über 35 Schüler je Klasse",
  },
  values: {
    ifMatch: 'erwartet wird ein ETag in Anführungszeichen, etwa "1", eine Liste von ETags oder *',
    cursor: "keine Fortsetzungsmarke dieser Liste",
    seriesScope: "erforderlich ist ein siteCode oder ein territory mit einem level",
    daysBeforeTo: (daysMax) => `muss vor \`to\` liegen, höchstens ${daysMax} Tage`,
    yearBefore2000: "ein Jahr davor liegt 1999",
    reopenedUntil: (daysMax) => `muss in der Zukunft liegen, höchstens ${daysMax} Tage voraus`,
    officeNotSaid: "es gibt mehrere Sanitätsbetriebe: Geben Sie an, welcher gemeint ist",
    "outside-school-year": (schoolYear) => `liegt nicht im Schuljahr ${schoolYear}`,
    "weekdays-begun": () =>
      "die Wochentage ändern sich frühestens ab morgen; die geltenden bleiben unverändert in der Liste",
  },
  ofSchema: german,
  ofContracts: {
    "not a month, as YYYY-MM": "kein Monat in der Form JJJJ-MM",
    "not a month of the years 2000 to 2099": "kein Monat der Jahre 2000 bis 2099",
    "not the id of a backtest": "nicht die Kennung einer Erprobung",
    "lower-case letters, digits and hyphens, at most 60": "Kleinbuchstaben, Ziffern und Bindestriche, höchstens 60",
    "must not come before from": "darf nicht vor from liegen",
    "at most 10 members": "höchstens 10 Elemente",
    "not a codice meccanografico": "kein Schulkodex (codice meccanografico)",
    "the code of an institute: pupils hang on site codes":
      "das ist der Kodex einer Direktion: Schüler gehören zu Schulstellen, erforderlich ist der Kodex der Schulstelle",
    "not a date that exists, as YYYY-MM-DD": "kein bestehendes Datum in der Form JJJJ-MM-TT",
    "not a date of the years 2000 to 2099": "kein Datum der Jahre 2000 bis 2099",
    "not a school year, as 2026-27": "kein Schuljahr in der Form 2026-27",
    "not two consecutive years": "keine zwei aufeinanderfolgenden Jahre",
    "not a cadastral code": "kein Katasterkodex",
    "letters, digits, spaces and ' . ( ) / - only": "nur Buchstaben, Ziffern, Leerzeichen und ' . ( ) / -",
    "not well-formed Unicode": "kein gültiger Unicode-Text",
    "control characters are not allowed": "Steuerzeichen sind nicht zulässig",
    "must come after sentinelFrom": "muss nach sentinelFrom liegen",
    "must not exceed the baseline's window": "darf das Vergleichsfenster nicht überschreiten",
    "names a weekday twice": "nennt einen Wochentag zweimal",
  },
  works: "Der Dienst ist in Betrieb",
};
