import type { DocumentWords } from "../document-words.ts";

export const documents: DocumentWords = {
  documents: {
    guide: {
      title: "Guida",
      body: (shownMin) => [
        { heading: "Per la scuola" },
        {
          list: [
            "**Quando.** Il martedì e il giovedì di lezione, entro le 23:59. Chi non ha fatto in tempo può inserire il giorno dopo, mercoledì o venerdì, sempre entro le 23:59. Poi la giornata è chiusa.",
            "**Come.** Accedete, oppure aprite il collegamento del sollecito: tutti i plessi sentinella dell'istituto sono su una pagina. Un numero per plesso, poi «Invia». Se non manca nessuno si scrive 0.",
            "**Se il numero sembra strano** la pagina chiede conferma: più del 40 % di assenti, oppure nessuno in un plesso grande. Se è giusto, si conferma.",
            "**Se il plesso era chiuso** apritelo sotto «Malattia o chiusura» e scrivete perché.",
            "**Correggere** si può finché la giornata non è chiusa. Il numero di prima resta nella storia.",
            "**Senza connessione** ciò che avete scritto resta sul dispositivo: quando la connessione torna, premete di nuovo «Invia».",
            "**Gli iscritti** si registrano a inizio anno e a ogni variazione, con il giorno da cui valgono.",
          ],
          isNumbered: true,
        },
        { heading: "Per l'ATS" },
        {
          list: [
            "**Copertura** dice quanti hanno risposto; **Mancanti**, chi no e se il sollecito è arrivato. Una giornata chiusa si può riaprire per un plesso.",
            "**Segnali**: ognuno si apre sul perché, con i numeri usati e ciò che cambierebbe il giudizio. Si prende in carico, si verifica o si dice falso allarme, si chiude; la nota resta.",
            "**Criteri**: prima si prova sul passato, poi si attiva. Nessuna soglia è ufficiale.",
            "**Anagrafe**: il file del Ministero e l'elenco delle sentinelle si provano e poi si importano.",
            "**Chiusure**: chi è chiuso è esente. Scioperi e maltempo restano attesi, ma non fanno da confronto.",
            `**Esporta**: un mese di un territorio per Excel, senza i numeri sotto ${shownMin}.`,
          ],
          isNumbered: true,
        },
      ],
    },
    accessibility: {
      title: "Dichiarazione di accessibilità",
      body: () => [
        {
          paragraph:
            "Queste pagine sono fatte per essere conformi alle WCAG 2.1, livelli A e AA, come chiedono la legge 9 gennaio 2004, n. 4 e le linee guida AgID.",
        },
        { heading: "Come lo verifichiamo" },
        {
          list: [
            "A ogni modifica, un controllo automatico (axe) legge ogni pagina in un browser vero, in italiano, inglese e tedesco, a 320 pixel e su schermo grande.",
            "L'inserimento delle assenze è provato con la sola tastiera.",
            "Dietro ogni grafico c'è una tabella con gli stessi numeri.",
          ],
        },
        { heading: "Che cosa non abbiamo ancora verificato" },
        {
          paragraph:
            "Un controllo automatico non vede tutto. La prova con persone che usano tecnologie assistive e la valutazione soggettiva non sono ancora state fatte: l'ente che eroga il servizio le farà prima di pubblicare la propria dichiarazione sul modello AgID.",
        },
        { heading: "Segnalazioni" },
        {
          paragraph:
            "Se qualcosa non è accessibile scrivete all'ATS che vi ha dato l'accesso. Se la risposta non basta, c'è la procedura di attuazione presso il Difensore civico per il digitale.",
        },
      ],
    },
    privacy: {
      title: "Privacy",
      body: (shownMin) => [
        { heading: "Che cosa si tratta" },
        {
          list: [
            "Conteggi per plesso: iscritti, classi, assenti, assenti per malattia. Nessun alunno viene mai nominato.",
            "Gli indirizzi e-mail che la scuola e l'ATS danno per i messaggi di servizio.",
            "Chi ha inserito o corretto un dato e quando, come nome di accesso.",
          ],
        },
        { heading: "Chi vede che cosa" },
        {
          list: [
            `La scuola vede solo i propri plessi, accanto a una mediana dietro cui ci sono almeno ${shownMin} plessi.`,
            `L'ATS vede tutti i plessi. Nei messaggi e nei file che escono, i numeri sotto ${shownMin} non compaiono.`,
          ],
        },
        { heading: "Su questo dispositivo" },
        {
          paragraph:
            "Non ci sono cookie di profilazione né richieste a terzi. Il browser tiene la lingua scelta, i numeri non ancora inviati e, finché la scheda è aperta, l'accesso.",
        },
        { heading: "Titolare e diritti" },
        {
          paragraph:
            "Titolare del trattamento è l'ente che eroga il servizio, a cui si chiedono accesso, rettifica e cancellazione dei dati di contatto. Tempi di conservazione e informativa completa sono pubblicati da quell'ente.",
        },
      ],
    },
    legal: {
      title: "Note legali",
      body: () => [
        {
          paragraph:
            "Un segnale è da verificare: l'assenza per ogni causa è un indizio debole, mai una diagnosi. Non esiste una soglia ufficiale; i criteri in vigore sono scelti dall'ATS.",
        },
        {
          paragraph:
            "Il programma è libero, con licenza EUPL-1.2. Usa il sistema di design della Pubblica Amministrazione (design-react-kit e Bootstrap Italia, licenza BSD a 3 clausole) e il carattere Titillium Web (licenza SIL Open Font 1.1).",
        },
        {
          paragraph:
            "I dati sono inseriti dalle scuole e restano loro. Le giornate di rilevazione seguono il calendario regionale permanente (DGR IX/3318 del 2012) e le chiusure registrate.",
        },
      ],
    },
  },
  pictured: {
    intro: "Con le immagini:",
    inShort: "In breve:",
    links: { school: "guida per le scuole", "health-office": "guida per l'ATS" },
    titles: { school: "Guida per le scuole", "health-office": "Guida per l'ATS" },
    all: "Tutte le guide",
  },
};
