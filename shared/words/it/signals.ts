import { plural } from "../plural.ts";
import type { SignalWords } from "../signal-words.ts";
import { spellCount } from "../spelled-number.ts";
import { levelNames } from "./levels.ts";

const count = (value: number) => spellCount(value, "it");

export const signals: SignalWords = {
  language: "it",
  levels: levelNames,
  observed: (absent, pupils, rate) => `Assenti ${absent} su ${pupils} iscritti: ${rate}.`,
  observedFew: (absent) =>
    `Assenti: ${absent}. Iscritti e tasso non sono riportati, perché farebbero ricavare il numero.`,
  fixedLine: {
    absolute: (line) => `Raggiunge la soglia fissa del ${line} per un singolo plesso.`,
    "level-threshold": (line, level) => `Raggiunge la soglia del ${line} scelta per la scuola ${level}.`,
  },
  expectedAtSite: (expected, days) =>
    `Atteso: ${expected}, ${plural("it", days, { one: "dall'ultima rilevazione valida", other: `dalle ultime ${count(days)} rilevazioni valide` })} del plesso e dall'andamento del territorio nello stesso giorno.`,
  verdicts: {
    unlikely: (odds, line) => `Per caso accadrebbe ${odds} (soglia: ${line}).`,
    confirmed: (odds, line) =>
      `Per caso accadrebbe ${odds} (soglia: ${line}), e anche la rilevazione precedente superava la soglia.`,
    certain: (odds, line) => `Per caso accadrebbe ${odds}: basta un solo giorno (soglia: ${line}).`,
  },
  knownCauses: {
    strike: "Per quel giorno è segnato uno sciopero.",
    weather: "Per quel giorno è segnato maltempo.",
  },
  signallingTogether: (signalling, reporting, share, line) =>
    `Segnalano insieme ${count(signalling)} plessi su ${count(reporting)} che hanno risposto: ${share}, oltre il ${line}.`,
  commonCause: "Più che altrettanti focolai, è probabile una causa comune o il calendario: sciopero, maltempo, ponte.",
  expectedInTerritory: (expected, sites) =>
    `Atteso: ${expected}, dalle rilevazioni passate ${plural("it", sites, { one: "dello stesso plesso", other: `degli stessi ${count(sites)} plessi` })}.`,
  distance: (spread, usualDays, line, days) =>
    `Scarto dal solito: ${spread} volte la variabilità delle ultime ${count(usualDays)} rilevazioni valide (soglia: ${line}), per ${plural("it", days, { one: "una rilevazione", other: `${count(days)} rilevazioni di seguito` })}.`,
  notClosed: (dates) => `Senza le rilevazioni non chiuse o non leggibili: ${dates}.`,
  stillAbove: "Anche se nei plessi mancanti non ci fosse alcun assente, il segnale resterebbe.",
  notAbove: "Se nei plessi mancanti non ci fosse alcun assente, il segnale non ci sarebbe.",
  completeness: (reported, expected, share, missing) =>
    `Completezza per livello e territorio: ${count(reported)} plessi su ${count(expected)} attesi${share}, ${count(missing)} ${plural("it", missing, { one: "mancante", other: "mancanti" })}.`,
  odds: (value) => `1 volta su ${count(value)}`,
  rarestOdds: "meno di 1 volta su un milione",
};
