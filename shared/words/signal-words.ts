import type { Language } from "../domain/language.ts";
import type { LevelWords } from "./level-words.ts";

/** Why a rule signalled. Rates, probabilities and dates are already spelled out. */
export type SignalWords = {
  /** The language of the spelled values. */
  language: Language;
  levels: LevelWords;
  observed: (absent: string, pupils: string, rate: string) => string;
  /** For a small count: the enrolment or the rate would reveal it. */
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
  /** @param share the reported share of the expected sites, in brackets after a blank; may be empty */
  completeness: (reported: number, expected: number, share: string, missing: number) => string;
  odds: (count: number) => string;
  rarestOdds: string;
};
