import { Link } from "wouter";
import { pagePath } from "../../shared/page-paths.ts";
import type { Documents } from "./documents.ts";

export const documentsIt: Documents = {
  guide: {
    title: "Guida",
    body: (
      <>
        <p>
          Con le immagini: <Link href={pagePath("guide-schools")}>guida per le scuole</Link>,{" "}
          <Link href={pagePath("guide-health-office")}>guida per l'ATS</Link>. In breve:
        </p>
        <h2>Per la scuola</h2>
        <ol>
          <li>
            <strong>Quando.</strong> Il martedì e il giovedì di lezione, entro le 23:59. Chi non ha fatto in tempo può
            inserire il giorno dopo, mercoledì o venerdì, sempre entro le 23:59. Poi la giornata è chiusa.
          </li>
          <li>
            <strong>Come.</strong> Accedete, oppure aprite il collegamento del sollecito: tutti i plessi sentinella
            dell'istituto sono su una pagina. Un numero per plesso, poi «Invia». Se non manca nessuno si scrive 0.
          </li>
          <li>
            <strong>Se il numero sembra strano</strong> la pagina chiede conferma: più del 40 % di assenti, oppure
            nessuno in un plesso grande. Se è giusto, si conferma.
          </li>
          <li>
            <strong>Se il plesso era chiuso</strong> apritelo sotto «Malattia o chiusura» e scrivete perché.
          </li>
          <li>
            <strong>Correggere</strong> si può finché la giornata non è chiusa. Il numero di prima resta nella storia.
          </li>
          <li>
            <strong>Senza connessione</strong> ciò che avete scritto resta sul dispositivo: quando la connessione torna,
            premete di nuovo «Invia».
          </li>
          <li>
            <strong>Gli iscritti</strong> si registrano a inizio anno e a ogni variazione, con il giorno da cui valgono.
          </li>
        </ol>
        <h2>Per l'ATS</h2>
        <ol>
          <li>
            <strong>Copertura</strong> dice quanti hanno risposto; <strong>Mancanti</strong>, chi no e se il sollecito è
            arrivato. Una giornata chiusa si può riaprire per un plesso.
          </li>
          <li>
            <strong>Segnali</strong>: ognuno si apre sul perché, con i numeri usati e ciò che cambierebbe il giudizio.
            Si prende in carico, si verifica o si dice falso allarme, si chiude; la nota resta.
          </li>
          <li>
            <strong>Criteri</strong>: prima si prova sul passato, poi si attiva. Nessuna soglia è ufficiale.
          </li>
          <li>
            <strong>Anagrafe</strong>: il file del Ministero e l'elenco delle sentinelle si provano e poi si importano.
          </li>
          <li>
            <strong>Chiusure</strong>: chi è chiuso è esente. Scioperi e maltempo restano attesi, ma non fanno da
            confronto.
          </li>
          <li>
            <strong>Esporta</strong>: un mese di un territorio per Excel, senza i numeri sotto 5.
          </li>
        </ol>
      </>
    ),
  },
  accessibility: {
    title: "Dichiarazione di accessibilità",
    body: (
      <>
        <p>
          Queste pagine sono fatte per essere conformi alle WCAG 2.1, livelli A e AA, come chiedono la legge 9 gennaio
          2004, n. 4 e le linee guida AgID.
        </p>
        <h2>Come lo verifichiamo</h2>
        <ul>
          <li>
            A ogni modifica, un controllo automatico (axe) legge ogni pagina in un browser vero, in italiano e in
            inglese, a 320 pixel e su schermo grande.
          </li>
          <li>L'inserimento delle assenze è provato con la sola tastiera.</li>
          <li>Dietro ogni grafico c'è una tabella con gli stessi numeri.</li>
        </ul>
        <h2>Che cosa non abbiamo ancora verificato</h2>
        <p>
          Un controllo automatico non vede tutto. La prova con persone che usano tecnologie assistive e la valutazione
          soggettiva non sono ancora state fatte: l'ente che eroga il servizio le farà prima di pubblicare la propria
          dichiarazione sul modello AgID.
        </p>
        <h2>Segnalazioni</h2>
        <p>
          Se qualcosa non è accessibile scrivete all'ATS che vi ha dato l'accesso. Se la risposta non basta, c'è la
          procedura di attuazione presso il Difensore civico per il digitale.
        </p>
      </>
    ),
  },
  privacy: {
    title: "Privacy",
    body: (
      <>
        <h2>Che cosa si tratta</h2>
        <ul>
          <li>
            Conteggi per plesso: iscritti, classi, assenti, assenti per malattia. Nessun alunno viene mai nominato.
          </li>
          <li>Gli indirizzi e-mail che la scuola e l'ATS danno per i messaggi di servizio.</li>
          <li>Chi ha inserito o corretto un dato e quando, come nome di accesso.</li>
        </ul>
        <h2>Chi vede che cosa</h2>
        <ul>
          <li>La scuola vede solo i propri plessi, accanto a una mediana dietro cui ci sono almeno cinque plessi.</li>
          <li>L'ATS vede tutti i plessi. Nei messaggi e nei file che escono, i numeri sotto 5 non compaiono.</li>
        </ul>
        <h2>Su questo dispositivo</h2>
        <p>
          Non ci sono cookie di profilazione né richieste a terzi. Il browser tiene la lingua scelta, i numeri non
          ancora inviati e, finché la scheda è aperta, l'accesso.
        </p>
        <h2>Titolare e diritti</h2>
        <p>
          Titolare del trattamento è l'ente che eroga il servizio, a cui si chiedono accesso, rettifica e cancellazione
          dei dati di contatto. Tempi di conservazione e informativa completa sono pubblicati da quell'ente.
        </p>
      </>
    ),
  },
  legal: {
    title: "Note legali",
    body: (
      <>
        <p>
          Un segnale è da verificare: l'assenza per ogni causa è un indizio debole, mai una diagnosi. Non esiste una
          soglia ufficiale; i criteri in vigore sono scelti dall'ATS.
        </p>
        <p>
          Il programma è libero, con licenza EUPL-1.2. Usa il sistema di design della Pubblica Amministrazione
          (design-react-kit e Bootstrap Italia, licenza BSD a 3 clausole) e il carattere Titillium Web (licenza SIL Open
          Font 1.1).
        </p>
        <p>
          I dati sono inseriti dalle scuole e restano loro. Le giornate di rilevazione seguono il calendario regionale
          permanente (DGR IX/3318 del 2012) e le chiusure registrate.
        </p>
      </>
    ),
  },
};
