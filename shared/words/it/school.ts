import type { SchoolWords } from "../school-words.ts";

export const school: SchoolWords = {
  contacts: {
    language: "Lingua dei messaggi",
    title: "Contatti",
    lead: "A questi indirizzi arriva il sollecito del mercoledì e del venerdì, se manca qualcosa. Di ogni cambiamento avvisiamo per posta sia l'indirizzo di prima sia quello nuovo.",
    saved: "Salvato.",
  },
  history: {
    title: "Andamento",
    lead: (shownMin) =>
      `Le assenze dei vostri plessi accanto alla mediana anonima delle altre scuole sentinella dello stesso grado. La mediana compare solo dove dietro ci sono almeno ${shownMin} plessi.`,
    site: "Plesso",
    caption: (name) => `Tasso di assenza, ${name}`,
    empty: "Nessun plesso dell'istituto è una scuola sentinella.",
  },
  enrolment: {
    title: "Iscritti e classi",
    lead: "All'inizio dell'anno e a ogni variazione. I numeri di prima restano: ogni giornata si confronta con gli iscritti di quel giorno.",
    inForce: (pupils, classes, from) => `${pupils} iscritti in ${classes} classi, da ${from}`,
    none: "Iscritti non ancora registrati.",
    change: "Registra una variazione",
    register: "Registra gli iscritti",
    pupils: "Iscritti",
    classes: "Classi",
    validFrom: "Dal giorno",
    save: "Registra",
    saved: "Registrato.",
    numbers: "Servono numeri interi.",
    date: "Serve il giorno da cui valgono.",
    history: "Storia",
    entered: "Inserito",
    empty: "L'istituto non ha plessi.",
  },
  calendar: {
    title: "Calendario",
    lead: "Le giornate di rilevazione dell'anno scolastico: quelle di lezione, senza le feste del comune. Se il vostro istituto chiude in un altro giorno, ditelo all'ATS.",
    site: "Plesso",
    noSites: "L'istituto non ha plessi.",
    feed: "Aggiungi al calendario",
    feedHint: "L'indirizzo si può dare anche a un programma di calendario, che lo tiene aggiornato:",
    day: "Giornata",
    until: "Si può inserire entro le",
    state: "Stato",
    states: { upcoming: "da venire", open: "aperta", late: "in ritardo", closed: "chiusa", reopened: "riaperta" },
    empty: "Non ci sono giornate di rilevazione.",
  },
};
