import type { MailWords } from "../mail-words.ts";
import { plural } from "../plural.ts";
import { spellCount } from "../spelled-number.ts";
import { signals } from "./signals.ts";

const count = (value: number) => spellCount(value, "de");

export const mails: MailWords = {
  tagline: "Überwachung der Abwesenheiten an Schulen",
  below: "Deutscher Text weiter unten",
  signals,
  reminder: {
    again: "Zweite Erinnerung: ",
    title: (day) => `Ausständig: die Abwesenheiten vom ${day}`,
    greeting: (institute) => `An das Sekretariat: ${institute}`,
    missing: (sites, day) =>
      plural("de", sites, {
        one: `Für diese Schulstelle fehlen noch die Abwesenheiten vom ${day}:`,
        other: `Für diese ${count(sites)} Schulstellen fehlen noch die Abwesenheiten vom ${day}:`,
      }),
    button: "Abwesenheiten eintragen",
    until: (lastMinute) => `Die Eintragung ist möglich bis ${lastMinute}.`,
    how: "Das Formular ist vorbereitet: eine Zahl je Schulstelle genügt, auch Null. Das Öffnen des Links sendet nichts: Die Daten werden erst mit „Senden“ übermittelt.",
    closed:
      "War die Schulstelle geschlossen? Geben Sie es im selben Formular mit der Begründung an: Sie gilt dann nicht mehr als ausständig.",
    done: "Haben Sie die Daten inzwischen eingetragen, ist nichts weiter zu tun. Diese Nachricht wird automatisch versandt; Antworten werden nicht gelesen.",
    personal: (lastMinute) =>
      `Der Link gilt nur für Ihre Schuldirektion und diesen Erhebungstag, bis ${lastMinute}: Leiten Sie ihn nicht außerhalb der Schule weiter.`,
    fallback: "Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in den Browser:",
    below: {
      missing: (institute, day, sites) =>
        plural("de", sites, {
          one: `${institute}: Für die oben angeführte Schulstelle fehlen noch die Abwesenheiten vom ${day}.`,
          other: `${institute}: Für die oben angeführten ${count(sites)} Schulstellen fehlen noch die Abwesenheiten vom ${day}.`,
        }),
      until: (lastMinute) =>
        `Die Eintragung ist über den Link oben möglich bis ${lastMinute}: eine Zahl je Schulstelle, auch Null. Das Öffnen sendet nichts.`,
      closed: "War eine Schulstelle geschlossen, geben Sie es im selben Formular mit der Begründung an.",
      done: "Haben Sie die Daten inzwischen eingetragen, ist nichts weiter zu tun. Automatische Nachricht: Eine Antwort ist nicht erforderlich.",
    },
  },
  digest: {
    severities: { attention: "Hinweis", alert: "Warnung" },
    changes: {
      new: "neu",
      worse: "verschärft",
      worseThan: (severity) => `verschärft, vorher: ${severity}`,
      known: "bereits gemeldet",
    },
    title: (signals) =>
      plural("de", signals, {
        one: "1 Signal ist zu überprüfen",
        other: `${count(signals)} Signale sind zu überprüfen`,
      }),
    day: (day) => `Erhebungstag: ${day}`,
    evaluated: (at) => ({
      provisional: `Auswertung von ${at}, vorläufig: Die Schulen können noch eintragen und berichtigen.`,
      final: `Auswertung von ${at}, endgültig: Der Erhebungstag ist abgeschlossen.`,
    }),
    change: (fresh, worse, known) =>
      `Seit der letzten Nachricht: ${count(fresh)} neu, ${count(worse)} verschärft${known > 0 ? `, ${count(known)} bereits gemeldet` : ""}.`,
    caution:
      "Ein Signal ist keine Diagnose: Abwesenheiten aus beliebigem Grund sind ein schwacher Indikator, der vor jeder Entscheidung mit den Schulen zu überprüfen ist.",
    brief: "Die weiteren in Kürze",
    more: (signals) =>
      plural("de", signals, {
        one: "Ein weiteres Signal ist auf der Seite von Sentinella zu finden.",
        other: `${count(signals)} weitere Signale sind auf der Seite von Sentinella zu finden.`,
      }),
    button: "Signale in Sentinella öffnen",
    series: "Letzte Erhebungstage",
    legend: "Balken: Abwesenheitsquote; heller Grund: erwarteter Bereich",
    expected: "erwartet",
    coverage: "Vollständigkeit des Erhebungstages, in Schulstellen",
    columns: { scope: "Gebiet und Schulstufe", expected: "Erwartet", reported: "Gemeldet", missing: "Ausständig" },
    about: (reference, shownMin) =>
      `Bezug: ${reference}. Derselbe Bezug zweimal ist dieselbe Nachricht. Schülerzahlen unter ${shownMin} sind nicht angeführt. Automatische Nachricht: Eine Antwort ist nicht erforderlich.`,
    below: {
      brief: (signals) =>
        plural("de", signals, {
          one: "Ein weiteres steht in der Liste oben.",
          other: `${count(signals)} weitere stehen in der Liste oben.`,
        }),
      more: (signals) =>
        plural("de", signals, {
          one: "Ein weiteres Signal steht auf der Seite.",
          other: `${count(signals)} weitere Signale stehen auf der Seite.`,
        }),
      coverage: "Die Tabelle oben gibt die erwarteten, gemeldeten und ausständigen Schulstellen an.",
    },
  },
  contactChange: {
    healthOffice: "Sanitätsbetrieb",
    title: (whose) => `Kontakte geändert: ${whose}`,
    noticed: (at) => `Geändert um ${at}`,
    what: {
      institute: (at, whose) =>
        `Die Adressen, an die Sentinella für ${whose} schreibt, wurden geändert; zuletzt um ${at}.`,
      healthOffice: (at) =>
        `Die Adressen, an die Sentinella für den Sanitätsbetrieb schreibt, wurden geändert; zuletzt um ${at}.`,
    },
    added: (address) => `hinzugefügt: ${address}`,
    removed: (address) => `entfernt: ${address}`,
    todo: {
      institute:
        "Haben Sie oder jemand aus Ihrem Sekretariat dies veranlasst, ist nichts weiter zu tun. Andernfalls melden Sie sich an, setzen Sie die richtigen Adressen wieder ein und verständigen Sie den Sanitätsbetrieb: Jemand könnte den Zugang der Schule benutzen.",
      healthOffice:
        "Haben Sie oder jemand aus Ihrem Amt dies veranlasst, ist nichts weiter zu tun. Andernfalls melden Sie sich an, setzen Sie die richtigen Adressen wieder ein und verständigen Sie den Betreiber des Dienstes: Jemand könnte einen fremden Zugang benutzen.",
    },
    button: "Kontakte öffnen",
    about:
      "Diese Nachricht geht an die bisherigen und an die jetzigen Adressen. Sie wird automatisch versandt, eine Antwort ist nicht erforderlich; zur Sicherheit sind die Adressen nicht ausgeschrieben.",
  },
  notice: {
    subject: "Sentinella, Betrieb",
    noticed: (at) => `Festgestellt um ${at}`,
    button: "Sentinella öffnen",
    about:
      "Mitteilung zum Betrieb des Dienstes, kein Gesundheitssignal. Automatische Nachricht: Eine Antwort ist nicht erforderlich.",
    more: {
      onThePage: (value) => `Und ${count(value)} mehr, auf der Seite von Sentinella.`,
      inTheLog: (value) => `Und ${count(value)} mehr, im Protokoll (Log) des Auftrags.`,
    },
    silence: {
      title: (day, territory) => `Wenige Meldungen für ${day}: ${territory}`,
      what: (territory, reported, expected, usual) =>
        `Im Gebiet ${territory} haben ${count(reported)} von ${count(expected)} erwarteten Schulstellen fristgerecht gemeldet; üblich sind etwa ${count(usual)}. Das ist weniger als die Hälfte.`,
      todo: "In der Regel liegt eine Störung vor (Anmeldung, Netz, Post), oder im Kalender fehlt ein unterrichtsfreier Tag. Prüfen Sie, ob die Schulen Zugang haben, ob die Erinnerungen versandt wurden und ob der Kalender stimmt.",
    },
    contactsNotValid: {
      states: { bounced: "die Adresse weist Post zurück", complained: "die Nachricht wurde als unerwünscht gemeldet" },
      title: (institutes) => `Zu berichtigende Kontakte: ${count(institutes)}`,
      what: "Bis sie berichtigt sind, wird an diese Kontakte nicht mehr geschrieben: Eine Schule, die keine anderen hat, erhält keine Erinnerungen.",
      todo: "Ersuchen Sie die Schule, auf ihrer Seite Kontakte eine gültige Adresse anzugeben. Solange es andauert, schreiben wir an jedem Tag mit Erinnerungen einmal.",
    },
    faults: {
      title: (job, faults) => `Störungen im Auftrag ${job}: ${count(faults)}`,
      what: "Diese Teile des Auftrags sind fehlgeschlagen; alles andere wurde erledigt. Jeder Lauf des Auftrags versucht es erneut.",
      todo: "Ein beschädigtes Element bleibt beschädigt, bis es jemand instand setzt: Suchen Sie den Namen in Klammern in docs/operations.md („Faults by name“); dort steht, wie es zu finden und instand zu setzen ist und was davon abhängt. Solange es besteht, schreiben wir einmal täglich.",
    },
    institutesWithoutAddress: {
      missingSites: (value) =>
        `${count(value)} ${plural("de", value, { one: "ausständige Schulstelle", other: "ausständige Schulstellen" })}`,
      title: (institutes) => `Schuldirektionen ohne Adresse: ${count(institutes)}`,
      what: (day) =>
        `Für ${day} fehlen Daten, doch diese Schuldirektionen haben keine Adresse und konnten nicht erinnert werden.`,
      todo: "Setzen Sie sich mit den Schuldirektionen in Verbindung: Sie können die Daten noch eintragen und auf ihrer Seite Kontakte eine Adresse angeben. Die nächste Erinnerung geht von selbst hinaus.",
    },
  },
  faults: {
    "damaged-item": "Beschädigtes, nicht lesbares Element",
    "day-not-opened": "Erhebungstag nicht eröffnet",
    "day-not-evaluated": "Erhebungstag nicht ausgewertet",
    "day-not-closed": "Erhebungstag nicht abgeschlossen",
    "day-not-told":
      "Erhebungstag abgeschlossen, aber nicht alles ist gespeichert oder nicht alle Empfänger sind verständigt",
    "report-not-counted": "Meldung einer Schulstelle, die zu keinem Gebiet gehört, nicht gezählt",
    "alert-failed": "Warnung nicht aktualisiert",
    "digest-failed": "Übersicht der Signale nicht versandt",
    "reminder-failed": "Erinnerung nicht versandt",
    "notice-failed": "Änderung von Kontakten nicht mitgeteilt",
    "operators-not-told": "Mitteilung über Schuldirektionen ohne Adresse oder mit ungültigen Kontakten nicht versandt",
    "silence-not-checked": "Ausbleiben der Meldungen nicht geprüft",
    "claims-not-settled": "Abgebrochene Sendungen nicht als ungewiss vermerkt",
    "day-not-compared": "Erhebungstag nicht mit seinen Meldungen verglichen",
    "not-watched": "Stündliche Kontrolle unvollständig",
    "job-failed": "Auftrag abgebrochen",
  },
  faultAbout: {
    siteCode: (code) => `Schulstelle ${code}`,
    instituteCode: (code) => `Schuldirektion ${code}`,
    alertId: (id) => `Warnung ${id}`,
    job: (name) => `Auftrag ${name}`,
    table: (name) => `Tabelle ${name}`,
  },
};
