import type { Language } from "../domain/language.ts";
import type { LevelWords } from "./level-words.ts";

/** Why a rule spoke. Rates, probabilities and dates come spelled. */
export type SignalWords = {
  /** By which they are spelled. */
  language: Language;
  levels: LevelWords;
  observed: (absent: string, pupils: string, rate: string) => string;
  /** Of a count that neither the enrolment nor the rate may give away. */
  observedFew: (absent: string) => string;
  fixedLine: { absolute: (line: string) => string; "level-threshold": (line: string, level: string) => string };
  expectedAtSite: (expected: string, days: number) => string;
  verdicts: Record<"unlikely" | "confirmed" | "certain", (odds: string, line: string) => string>;
  knownCauses: { strike: string; weather: string };
  signallingTogether: (signalling: number, reporting: number, share: string, line: string) => string;
  commonCause: string;
  expectedInTerritory: (expected: string, sites: number) => string;
  distance: (spread: string, usualDays: number, line: string, days: number) => string;
  notClosed: (dates: string) => string;
  stillAbove: string;
  notAbove: string;
  /** @param share of the expected that reported, in brackets behind a blank, or nothing */
  completeness: (reported: number, expected: number, share: string, missing: number) => string;
  odds: (count: number) => string;
  rarestOdds: string;
};
