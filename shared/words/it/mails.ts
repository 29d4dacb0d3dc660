import type { MailWords } from "../mail-words.ts";
import { plural } from "../plural.ts";
import { spellCount } from "../spelled-number.ts";
import { signals } from "./signals.ts";

const count = (value: number) => spellCount(value, "it");

export const mails: MailWords = {
  tagline: "Sorveglianza delle assenze scolastiche",
  below: "Testo italiano più sotto",
  signals,
  reminder: {
    again: "Secondo sollecito: ",
    title: (day) => `Mancano le assenze di ${day}`,
    greeting: (institute) => `Alla segreteria di ${institute}`,
    missing: (sites, day) =>
      plural("it", sites, {
        one: `Per questo plesso non sono ancora state inserite le assenze di ${day}:`,
        other: `Per questi ${count(sites)} plessi non sono ancora state inserite le assenze di ${day}:`,
      }),
    button: "Inserite le assenze",
    until: (lastMinute) => `Si possono inserire entro le ${lastMinute}.`,
    how: "Il modulo è già pronto: basta un numero per plesso, anche zero. Aprire il collegamento non invia nulla: i dati partono solo con «Invia».",
    closed:
      "Il plesso era chiuso? Indicatelo nello stesso modulo, con il motivo: non sarà più contato tra quelli mancanti.",
    done: "Se nel frattempo avete già inserito i dati, non serve fare altro. Non occorre rispondere a questo messaggio: è automatico e nessuno legge le risposte.",
    personal: (lastMinute) =>
      `Il collegamento vale solo per il vostro istituto e per questa giornata, fino alle ${lastMinute}: non inoltratelo fuori dalla scuola.`,
    fallback: "Se il pulsante non funziona, copiate questo indirizzo nel browser:",
    below: {
      missing: (institute, day, sites) =>
        plural("it", sites, {
          one: `${institute} non ha ancora inserito le assenze di ${day} per il plesso indicato sopra.`,
          other: `${institute} non ha ancora inserito le assenze di ${day} per i ${count(sites)} plessi indicati sopra.`,
        }),
      until: (lastMinute) =>
        `Si possono inserire entro le ${lastMinute}, con il collegamento qui sopra: un numero per plesso, anche zero. Aprirlo non invia nulla.`,
      closed: "Se un plesso era chiuso, indicatelo nello stesso modulo, con il motivo.",
      done: "Se nel frattempo avete inserito i dati, non serve fare altro. Il messaggio è automatico: non occorre rispondere.",
    },
  },
  digest: {
    severities: { attention: "attenzione", alert: "allerta" },
    changes: {
      new: "nuovo",
      worse: "peggiorato",
      worseThan: (severity) => `peggiorato, prima: ${severity}`,
      known: "già segnalato",
    },
    title: (signals) =>
      plural("it", signals, { one: "1 segnale da verificare", other: `${count(signals)} segnali da verificare` }),
    day: (day) => `Giornata di rilevazione: ${day}`,
    evaluated: (at) => ({
      provisional: `Valutazione delle ${at}, provvisoria: le scuole possono ancora inserire e correggere.`,
      final: `Valutazione delle ${at}, definitiva: la giornata è chiusa.`,
    }),
    change: (fresh, worse, known) => {
      const parts = [
        `${count(fresh)} ${plural("it", fresh, { one: "nuovo", other: "nuovi" })}`,
        `${count(worse)} ${plural("it", worse, { one: "peggiorato", other: "peggiorati" })}`,
        ...(known > 0
          ? [`${count(known)} ${plural("it", known, { one: "già segnalato", other: "già segnalati" })}`]
          : []),
      ];
      return `Rispetto all'ultimo messaggio: ${parts.join(", ")}.`;
    },
    caution:
      "Un segnale non è una diagnosi: le assenze per qualsiasi causa sono un indicatore debole, da verificare con le scuole prima di ogni decisione.",
    brief: "Gli altri, in breve",
    more: (signals) =>
      plural("it", signals, {
        one: "Un altro segnale è nella pagina di Sentinella.",
        other: `Altri ${count(signals)} segnali sono nella pagina di Sentinella.`,
      }),
    button: "Apri i segnali in Sentinella",
    series: "Ultime rilevazioni",
    legend: "barra: tasso di assenza; fondo chiaro: intervallo atteso",
    expected: "atteso",
    coverage: "Completezza della giornata, in plessi",
    columns: { scope: "Territorio e livello", expected: "Attesi", reported: "Risposte", missing: "Mancanti" },
    about: (reference, shownMin) =>
      `Riferimento: ${reference}. Lo stesso riferimento due volte è lo stesso messaggio. I numeri di alunni sotto ${shownMin} non sono riportati. Messaggio automatico, non occorre rispondere.`,
    below: {
      brief: (signals) =>
        plural("it", signals, {
          one: "Un altro è nell'elenco qui sopra.",
          other: `Altri ${count(signals)} sono nell'elenco qui sopra.`,
        }),
      more: (signals) =>
        plural("it", signals, {
          one: "Un altro segnale è nella pagina.",
          other: `Altri ${count(signals)} segnali sono nella pagina.`,
        }),
      coverage: "La tabella qui sopra riporta i plessi attesi, le risposte e i plessi mancanti.",
    },
  },
  contactChange: {
    healthOffice: "ATS",
    title: (whose) => `Contatti cambiati: ${whose}`,
    noticed: (at) => `Cambiati alle ${at}`,
    what: {
      institute: (at, whose) =>
        `Gli indirizzi a cui Sentinella scrive per ${whose} sono cambiati; l'ultima volta alle ${at}.`,
      healthOffice: (at) => `Gli indirizzi a cui Sentinella scrive per l'ATS sono cambiati; l'ultima volta alle ${at}.`,
    },
    added: (address) => `aggiunto: ${address}`,
    removed: (address) => `tolto: ${address}`,
    todo: {
      institute:
        "Se lo avete fatto voi, o un collega, non serve altro. Altrimenti accedete, rimettete gli indirizzi giusti e avvisate l'ATS: qualcuno potrebbe usare l'accesso della scuola.",
      healthOffice:
        "Se lo avete fatto voi, o un collega, non serve altro. Altrimenti accedete, rimettete gli indirizzi giusti e avvisate chi gestisce il servizio: qualcuno potrebbe usare un accesso non suo.",
    },
    button: "Apri i contatti",
    about:
      "Questo messaggio va agli indirizzi di prima e a quelli di adesso. È automatico, non occorre rispondere; per sicurezza gli indirizzi non sono scritti per intero.",
  },
  notice: {
    subject: "Sentinella, servizio",
    noticed: (at) => `Rilevato alle ${at}`,
    button: "Apri Sentinella",
    about:
      "Avviso sul funzionamento del servizio: non è un segnale sanitario. Messaggio automatico, non occorre rispondere.",
    more: {
      onThePage: (value) =>
        `E ${plural("it", value, { one: "un altro", other: `altri ${count(value)}` })}, nella pagina di Sentinella.`,
      inTheLog: (value) =>
        `E ${plural("it", value, { one: "un altro", other: `altri ${count(value)}` })}, nel registro (log) del lavoro.`,
    },
    silence: {
      title: (day, territory) => `Poche registrazioni per ${day}: ${territory}`,
      what: (territory, reported, expected, usual) =>
        `Nel territorio ${territory} hanno risposto in tempo ${count(reported)} plessi su ${count(expected)} attesi; di solito sono circa ${count(usual)}. È meno della metà.`,
      todo: "Di norma è un guasto (accesso, rete, posta) o un giorno senza lezioni che manca nel calendario. Verificate che le scuole riescano a entrare, che i solleciti siano partiti e che il calendario sia giusto.",
    },
    contactsNotValid: {
      states: {
        bounced: "l'indirizzo respinge la posta",
        complained: "il messaggio è stato segnalato come indesiderato",
      },
      title: (institutes) => `Contatti da correggere: ${count(institutes)}`,
      what: "Finché non vengono corretti, a questi contatti non scriviamo più: una scuola che non ne ha altri non riceve solleciti.",
      todo: "Chiedete alla scuola di indicare un indirizzo valido nella sua pagina Contatti. Finché dura, ve lo scriviamo una volta in ogni giorno di solleciti.",
    },
    faults: {
      title: (job, faults) => `Guasti nel lavoro ${job}: ${count(faults)}`,
      what: "Queste parti del lavoro non sono riuscite; tutto il resto è stato fatto. Ogni avvio del lavoro riprova.",
      todo: "Un elemento danneggiato resta tale finché qualcuno lo ripara: cercate il nome tra parentesi in docs/operations.md («Guasti per nome»), che dice come trovarlo, ripararlo e che cosa ne dipende. Finché resta, ve lo scriviamo una volta al giorno.",
    },
    institutesWithoutAddress: {
      missingSites: (value) =>
        `${count(value)} ${plural("it", value, { one: "plesso mancante", other: "plessi mancanti" })}`,
      title: (institutes) => `Istituti senza indirizzo: ${count(institutes)}`,
      what: (day) =>
        `Per ${day} mancano dati, ma questi istituti non hanno un indirizzo e non è stato possibile sollecitarli.`,
      todo: "Sentite gli istituti: possono ancora inserire i dati, e indicare un indirizzo nella loro pagina Contatti. Il prossimo sollecito partirà da solo.",
    },
  },
  faults: {
    "damaged-item": "Elemento danneggiato, che non si legge",
    "day-not-opened": "Giornata non aperta",
    "day-not-evaluated": "Giornata non valutata",
    "day-not-closed": "Giornata non chiusa",
    "day-not-told": "Giornata chiusa, ma non tutto è registrato o non tutti i lettori sono avvisati",
    "report-not-counted": "Registrazione di un plesso che non è in nessun territorio, non contata",
    "alert-failed": "Allerta non aggiornata",
    "digest-failed": "Riepilogo delle allerte non inviato",
    "reminder-failed": "Sollecito non inviato",
    "notice-failed": "Cambio di contatti non comunicato",
    "operators-not-told": "Avviso su istituti senza indirizzo o contatti non validi non inviato",
    "silence-not-checked": "Silenzio delle scuole non controllato",
    "claims-not-settled": "Invii interrotti non segnati come incerti",
    "day-not-compared": "Giornata non confrontata con le registrazioni",
    "not-watched": "Controllo orario incompleto",
    "job-failed": "Lavoro interrotto",
  },
  faultAbout: {
    siteCode: (code) => `plesso ${code}`,
    instituteCode: (code) => `istituto ${code}`,
    alertId: (id) => `allerta ${id}`,
    job: (name) => `lavoro ${name}`,
    table: (name) => `tabella ${name}`,
  },
};
