import type {
  AbsoluteExplanation,
  CommonCauseExplanation,
  ExcludedPoint,
  ExcludedTerritoryPoint,
  Explanation,
  SiteExplanation,
  TerritoryExplanation,
} from "../domain/alerts/explanation.ts";
import type { Level } from "../domain/codes.ts";
import { countShownMin } from "../domain/count-shown-min.ts";
import type { SignalWords } from "../words/signal-words.ts";
import { spellDecimal, spellPeople, spellRate } from "../words/spelled-number.ts";
import { spellShortDate } from "../words/spelled-time.ts";

/**
 * Why the rule signalled, in sentences: what was observed, what it was compared with, and how complete the data were.
 * With fewer than `countShownMin` absent pupils it gives neither the rate nor the enrolment, because either would
 * reveal the count.
 */
export function explanationWords(explanation: Explanation, level: Level, words: SignalWords): string[] {
  return [...reasonOf(explanation, level, words), completenessOf(explanation, words)];
}

function reasonOf(explanation: Explanation, level: Level, words: SignalWords): string[] {
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return fixedLineWords(explanation, level, words);
    case "site":
      return [...siteWords(explanation, words), ...boundWords(explanation, words)];
    case "common-cause":
      return [...commonCauseWords(explanation, words), ...boundWords(explanation, words)];
    case "territory":
      return [...territoryWords(explanation, words), ...boundWords(explanation, words)];
  }
}

/** The counts of the day, without the reason why they are unusual. */
export function observedWords(
  { absent, pupils }: Pick<Explanation, "absent" | "pupils">,
  { language, observed, observedFew }: SignalWords,
): string {
  const count = spellPeople(absent, language);
  if (absent < countShownMin) return observedFew(count);
  return observed(count, spellPeople(pupils, language), spellRate(absent / pupils, language));
}

function fixedLineWords(explanation: AbsoluteExplanation, level: Level, words: SignalWords): string[] {
  const line = spellRate(explanation.absenceRateMin, words.language);
  return [observedWords(explanation, words), words.fixedLine[explanation.rule](line, words.levels[level])];
}

function siteWords(explanation: SiteExplanation, words: SignalWords): string[] {
  const { test, parameters, path } = explanation;
  const line = Math.log(
    {
      unlikely: parameters.attentionProbability,
      confirmed: parameters.confirmedProbability,
      certain: parameters.certainProbability,
    }[path],
  );
  return [
    observedWords(explanation, words),
    words.expectedAtSite(spellRate(test.expectedRate, words.language), test.baselineUsed.length),
    ...notClosedWords(test.baselineExcluded, words),
    words.verdicts[path](oddsWords(test.lnProbability, words), oddsWords(line, words)),
    ...(explanation.knownCause === undefined ? [] : [words.knownCauses[explanation.knownCause]]),
  ];
}

function commonCauseWords(explanation: CommonCauseExplanation, words: SignalWords): string[] {
  const { signallingSites, reportingSites, parameters } = explanation;
  const share = spellRate(signallingSites / reportingSites, words.language);
  const line = spellRate(parameters.signallingShareMax, words.language);
  return [
    words.signallingTogether(signallingSites, reportingSites, share, line),
    words.commonCause,
    observedWords(explanation, words),
  ];
}

function territoryWords(explanation: TerritoryExplanation, words: SignalWords): string[] {
  const { test, parameters, previous } = explanation;
  const { language } = words;
  const [z, line] = [spellDecimal(test.z, language), spellDecimal(parameters.zMax, language)];
  return [
    observedWords(explanation, words),
    words.expectedInTerritory(spellRate(test.expectedAbsent / test.pupils, language), test.sites),
    ...notClosedWords(test.baselineExcluded, words),
    words.distance(z, test.baselineUsed.length, line, previous.length + 1),
  ];
}

/** The survey days that are missing in the comparison because they were never closed. */
function notClosedWords(
  excluded: readonly (ExcludedPoint | ExcludedTerritoryPoint)[],
  { language, notClosed }: SignalWords,
): string[] {
  const days = excluded.filter(({ reason }) => reason === "not-closed").map(({ surveyDate }) => surveyDate);
  if (days.length === 0) return [];
  return [notClosed(days.map((surveyDate) => spellShortDate(surveyDate, language)).join(", "))];
}

function boundWords(
  { completeness, stillAboveIfMissingHadNone }: Explanation,
  { stillAbove, notAbove }: SignalWords,
): string[] {
  if (completeness.missing === 0) return [];
  return [stillAboveIfMissingHadNone ? stillAbove : notAbove];
}

function completenessOf({ completeness }: Explanation, words: SignalWords): string {
  const { expected, reported, missing } = completeness;
  const share = expected > 0 ? ` (${spellRate(reported / expected, words.language)})` : "";
  return words.completeness(reported, expected, share, missing);
}

/** Above this, a rarer event tells a reader nothing more. */
const oddsShownMax = 1_000_000;

function oddsWords(lnProbability: number, { odds, rarestOdds }: SignalWords): string {
  const value = Math.exp(-lnProbability);
  return value > oddsShownMax * (1 + 1e-9) ? rarestOdds : odds(Math.round(value));
}
