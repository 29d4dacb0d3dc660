import type { DocumentWords } from "../document-words.ts";

export const documents: DocumentWords = {
  documents: {
    guide: {
      title: "Anleitung",
      body: (shownMin) => [
        { heading: "Für die Schule" },
        {
          list: [
            "**Wann.** An Dienstagen und Donnerstagen mit Unterricht, bis 23:59 Uhr. Wer es nicht geschafft hat, kann am Tag danach, Mittwoch oder Freitag, noch bis 23:59 Uhr eintragen. Danach ist der Erhebungstag abgeschlossen.",
            "**Wie.** Melden Sie sich an oder öffnen Sie den Link der Erinnerung: Alle Sentinel-Schulstellen der Direktion stehen auf einer Seite. Eine Zahl je Schulstelle, dann „Senden“. Fehlt niemand, wird 0 eingetragen.",
            "**Wenn die Zahl ungewöhnlich ist,** fragt die Seite nach: mehr als 40 % Abwesende oder niemand in einer großen Schulstelle. Stimmt die Zahl, wird sie bestätigt.",
            "**War die Schulstelle geschlossen,** geben Sie es unter „Krankheit oder Schließung“ an, mit der Begründung.",
            "**Berichtigen** ist möglich, bis der Erhebungstag abgeschlossen ist. Die frühere Zahl bleibt nachvollziehbar.",
            "**Ohne Verbindung** bleibt auf dem Gerät, was Sie geschrieben haben: Sobald die Verbindung wieder besteht, drücken Sie noch einmal „Senden“.",
            "**Die Einschreibungen** werden zu Beginn des Schuljahres und bei jeder Änderung erfasst, mit dem Tag, ab dem sie gelten.",
          ],
          isNumbered: true,
        },
        { heading: "Für den Sanitätsbetrieb" },
        {
          list: [
            "**Abdeckung** zeigt, wie viele gemeldet haben; **Ausständig**, wer nicht und ob die Erinnerung angekommen ist. Ein abgeschlossener Erhebungstag kann für eine Schulstelle wiedereröffnet werden.",
            "**Signale**: Jedes zeigt seine Gründe, mit den verwendeten Zahlen und dem, was das Urteil ändern würde. Es wird übernommen, überprüft oder als Fehlalarm vermerkt und abgeschlossen; die Anmerkung bleibt.",
            "**Kriterien**: zuerst an der Vergangenheit erproben, dann aktivieren. Kein Schwellenwert ist amtlich.",
            "**Verzeichnis**: Die Datei des Ministeriums und die Liste der Sentinel-Schulen werden zuerst erprobt, dann importiert.",
            "**Schließungen**: Wer geschlossen hat, ist befreit. Bei Streik und Unwetter wird weiterhin gemeldet, diese Tage dienen jedoch nicht als Vergleich.",
            `**Export**: ein Monat eines Gebietes für Excel, ohne die Zahlen unter ${shownMin}.`,
          ],
          isNumbered: true,
        },
      ],
    },
    accessibility: {
      title: "Erklärung zur Barrierefreiheit",
      body: () => [
        {
          paragraph:
            "Diese Seiten sind so gestaltet, dass sie den WCAG 2.1, Stufen A und AA, entsprechen, wie es das Gesetz vom 9. Jänner 2004, Nr. 4, und die Leitlinien der AgID vorsehen.",
        },
        { heading: "Wie wir es überprüfen" },
        {
          list: [
            "Bei jeder Änderung liest eine automatische Kontrolle (axe) jede Seite in einem echten Browser, auf Italienisch, Englisch und Deutsch, bei 320 Pixel und auf einem großen Bildschirm.",
            "Das Eintragen der Abwesenheiten wird allein mit der Tastatur erprobt.",
            "Hinter jedem Diagramm steht eine Tabelle mit denselben Zahlen.",
          ],
        },
        { heading: "Was noch nicht überprüft ist" },
        {
          paragraph:
            "Eine automatische Kontrolle sieht nicht alles. Die Erprobung mit Menschen, die assistive Technologien verwenden, und die subjektive Bewertung stehen noch aus: Die Körperschaft, die den Dienst erbringt, führt sie durch, bevor sie ihre eigene Erklärung nach dem Muster der AgID veröffentlicht.",
        },
        { heading: "Rückmeldungen" },
        {
          paragraph:
            "Ist etwas nicht barrierefrei, wenden Sie sich an den Sanitätsbetrieb, der Ihnen den Zugang gegeben hat. Genügt die Antwort nicht, steht das Durchsetzungsverfahren beim Ombudsmann für Digitales (Difensore civico per il digitale) offen.",
        },
      ],
    },
    privacy: {
      title: "Datenschutz",
      body: (shownMin) => [
        { heading: "Was verarbeitet wird" },
        {
          list: [
            "Zahlen je Schulstelle: Eingeschriebene, Klassen, Abwesende, krankheitsbedingt Abwesende. Schülerinnen und Schüler werden nie namentlich genannt.",
            "Die E-Mail-Adressen, die Schulen und Sanitätsbetrieb für die Nachrichten des Dienstes angeben.",
            "Wer eine Angabe eingetragen oder berichtigt hat und wann, als Name des Zugangs.",
          ],
        },
        { heading: "Wer was sieht" },
        {
          list: [
            `Die Schule sieht nur ihre eigenen Schulstellen, neben einem Median, hinter dem mindestens ${shownMin} Schulstellen stehen.`,
            `Der Sanitätsbetrieb sieht alle Schulstellen. In Nachrichten und Dateien, die ihn verlassen, scheinen Zahlen unter ${shownMin} nicht auf.`,
          ],
        },
        { heading: "Auf diesem Gerät" },
        {
          paragraph:
            "Es gibt weder Profiling-Cookies noch Anfragen an Dritte. Der Browser behält die gewählte Sprache, noch nicht gesendete Zahlen und, solange die Registerkarte offen ist, die Anmeldung.",
        },
        { heading: "Verantwortlicher und Rechte" },
        {
          paragraph:
            "Verantwortlicher der Verarbeitung ist die Körperschaft, die den Dienst erbringt; bei ihr sind Auskunft, Berichtigung und Löschung der Kontaktdaten zu beantragen. Speicherfristen und vollständige Information veröffentlicht diese Körperschaft.",
        },
      ],
    },
    legal: {
      title: "Rechtliche Hinweise",
      body: () => [
        {
          paragraph:
            "Ein Signal ist zu überprüfen: Abwesenheit aus beliebigem Grund ist ein schwacher Hinweis, nie eine Diagnose. Es gibt keinen amtlichen Schwellenwert; die geltenden Kriterien legt der Sanitätsbetrieb fest.",
        },
        {
          paragraph:
            "Das Programm ist freie Software unter der Lizenz EUPL-1.2. Es verwendet das Designsystem der italienischen öffentlichen Verwaltung (design-react-kit und Bootstrap Italia, BSD-Lizenz mit 3 Klauseln) und die Schrift Titillium Web (SIL Open Font License 1.1).",
        },
        {
          paragraph:
            "Die Daten werden von den Schulen eingetragen und bleiben die ihren. Die Erhebungstage folgen dem ständigen Schulkalender der Region (DGR IX/3318 von 2012) und den erfassten Schließungen.",
        },
      ],
    },
  },
  pictured: {
    intro: "Mit Bildern, auf Italienisch:",
    inShort: "In Kürze:",
    links: { school: "Anleitung für die Schulen", "health-office": "Anleitung für den Sanitätsbetrieb" },
    titles: {
      school: "Anleitung für die Schulen (auf Italienisch)",
      "health-office": "Anleitung für den Sanitätsbetrieb (auf Italienisch)",
    },
    all: "Alle Anleitungen",
  },
};
