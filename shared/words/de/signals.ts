import { plural } from "../plural.ts";
import type { SignalWords } from "../signal-words.ts";
import { spellCount } from "../spelled-number.ts";
import { levelNames } from "./levels.ts";

const count = (value: number) => spellCount(value, "de");

export const signals: SignalWords = {
  language: "de",
  levels: levelNames,
  observed: (absent, pupils, rate) => `Abwesend: ${absent} von ${pupils} Eingeschriebenen, das sind ${rate}.`,
  observedFew: (absent) =>
    `Abwesend: ${absent}. Einschreibungen und Abwesenheitsquote sind nicht angeführt, da sich die Zahl daraus errechnen ließe.`,
  fixedLine: {
    absolute: (line) => `Erreicht den festen Schwellenwert von ${line} für eine einzelne Schulstelle.`,
    "level-threshold": (line, level) => `Erreicht den für die Schulstufe ${level} gewählten Schwellenwert von ${line}.`,
  },
  expectedAtSite: (expected, days) =>
    `Erwartet: ${expected}, aus ${plural("de", days, { one: "dem letzten gültigen Erhebungstag", other: `den letzten ${count(days)} gültigen Erhebungstagen` })} der Schulstelle und dem Verlauf im Gebiet am selben Tag.`,
  verdicts: {
    unlikely: (odds, line) => `Zufällig käme dies ${odds} vor (Schwellenwert: ${line}).`,
    confirmed: (odds, line) =>
      `Zufällig käme dies ${odds} vor (Schwellenwert: ${line}); auch am vorhergehenden Erhebungstag war der Schwellenwert überschritten.`,
    certain: (odds, line) => `Zufällig käme dies ${odds} vor: Ein einziger Tag genügt (Schwellenwert: ${line}).`,
  },
  knownCauses: {
    strike: "Für diesen Tag ist ein Streik vermerkt.",
    weather: "Für diesen Tag ist Unwetter vermerkt.",
  },
  signallingTogether: (signalling, reporting, share, line) =>
    `Gleichzeitig auffällig: ${count(signalling)} von ${count(reporting)} Schulstellen mit Meldung, das sind ${share}, mehr als ${line}.`,
  commonCause:
    "Wahrscheinlicher als ebenso viele Ausbrüche ist eine gemeinsame Ursache oder der Kalender: Streik, Unwetter, Brückentag.",
  expectedInTerritory: (expected, sites) =>
    `Erwartet: ${expected}, aus den vergangenen Erhebungstagen ${plural("de", sites, { one: "derselben Schulstelle", other: `derselben ${count(sites)} Schulstellen` })}.`,
  distance: (spread, usualDays, line, days) =>
    `Abweichung vom Üblichen: das ${spread}-Fache der Streuung der letzten ${count(usualDays)} gültigen Erhebungstage (Schwellenwert: ${line}), an ${plural("de", days, { one: "einem Erhebungstag", other: `${count(days)} Erhebungstagen in Folge` })}.`,
  notClosed: (dates) => `Ohne die nicht abgeschlossenen oder nicht lesbaren Erhebungstage: ${dates}.`,
  stillAbove: "Auch ohne jede Abwesenheit in den ausständigen Schulstellen bliebe das Signal bestehen.",
  notAbove: "Ohne jede Abwesenheit in den ausständigen Schulstellen gäbe es das Signal nicht.",
  completeness: (reported, expected, share, missing) =>
    `Vollständigkeit nach Schulstufe und Gebiet: ${count(reported)} von ${count(expected)} erwarteten Schulstellen${share}, ${count(missing)} ausständig.`,
  odds: (value) => `einmal in ${count(value)} Fällen`,
  rarestOdds: "seltener als einmal in einer Million Fällen",
};
