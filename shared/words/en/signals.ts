import { plural } from "../plural.ts";
import type { SignalWords } from "../signal-words.ts";
import { spellCount } from "../spelled-number.ts";
import { levelNames } from "./levels.ts";

const count = (value: number) => spellCount(value, "en");

export const signals: SignalWords = {
  language: "en",
  levels: levelNames,
  observed: (absent, pupils, rate) => `${absent} of ${pupils} pupils absent: ${rate}.`,
  observedFew: (absent) => `Absent: ${absent}. Enrolment and rate are left out, as they would give the number away.`,
  fixedLine: {
    absolute: (line) => `This reaches the fixed line of ${line} for a single site.`,
    "level-threshold": (line, level) => `This reaches the line of ${line} chosen for ${level} schools.`,
  },
  expectedAtSite: (expected, days) =>
    `Expected: ${expected}, from the site's last ${plural("en", days, { one: "valid survey day", other: `${count(days)} valid survey days` })} and the territory on the same day.`,
  verdicts: {
    unlikely: (odds, line) => `By chance this would happen ${odds} (line: ${line}).`,
    confirmed: (odds, line) =>
      `By chance this would happen ${odds} (line: ${line}), and the survey day before was past the line too.`,
    certain: (odds, line) => `By chance this would happen ${odds}: one day is enough (line: ${line}).`,
  },
  knownCauses: {
    strike: "A strike is on record for that day.",
    weather: "Severe weather is on record for that day.",
  },
  signallingTogether: (signalling, reporting, share, line) =>
    `${count(signalling)} of ${count(reporting)} reporting sites signal together: ${share}, over ${line}.`,
  commonCause: "A common cause or the calendar (strike, weather, long weekend) is likelier than as many outbreaks.",
  expectedInTerritory: (expected, sites) =>
    `Expected: ${expected}, from the past survey days of the same ${plural("en", sites, { one: "site", other: `${count(sites)} sites` })}.`,
  distance: (spread, usualDays, line, days) =>
    `Distance from the usual: ${spread} times the spread of the last ${count(usualDays)} valid survey days (line: ${line}), on ${plural("en", days, { one: "one survey day", other: `${count(days)} survey days running` })}.`,
  notClosed: (dates) => `Without the survey days that are not closed or not readable: ${dates}.`,
  stillAbove: "Even if the missing sites had no absences at all, the signal would stand.",
  notAbove: "If the missing sites had no absences at all, there would be no signal.",
  completeness: (reported, expected, share, missing) =>
    `Completeness for level and territory: ${count(reported)} of ${count(expected)} expected sites${share}, ${count(missing)} missing.`,
  odds: (value) => `once in ${count(value)}`,
  rarestOdds: "less than once in a million",
};
