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
import type { Language } from "../domain/language.ts";
import { spellCount, spellDecimal, spellPeople, spellRate } from "../words/spelled-number.ts";
import { spellShortDate } from "../words/spelled-time.ts";
import { levelWords } from "./level-words.ts";

/**
 * Why the rule spoke, in sentences: what was observed, what it was compared with, and how complete the data were.
 * Where fewer than `countShownMin` pupils were absent it gives neither the rate nor the enrolment, since either would
 * give the count away.
 */
export function explanationWords(explanation: Explanation, level: Level, language: Language): string[] {
  return [...reasonOf(explanation, level, language), completenessOf(explanation, language)];
}

function reasonOf(explanation: Explanation, level: Level, language: Language): string[] {
  switch (explanation.rule) {
    case "absolute":
    case "level-threshold":
      return fixedLineWords(explanation, level, language);
    case "site":
      return [...siteWords(explanation, language), ...boundWords(explanation, language)];
    case "common-cause":
      return [...commonCauseWords(explanation, language), ...boundWords(explanation, language)];
    case "territory":
      return [...territoryWords(explanation, language), ...boundWords(explanation, language)];
  }
}

/** What was counted on the day, without why it is unusual. */
export function observedWords({ absent, pupils }: Pick<Explanation, "absent" | "pupils">, language: Language): string {
  const count = spellPeople(absent, language);
  if (absent < countShownMin) {
    return {
      it: `Assenti: ${count}. Iscritti e tasso non sono riportati, perché farebbero ricavare il numero.`,
      en: `Absent: ${count}. Enrolment and rate are left out, as they would give the number away.`,
    }[language];
  }
  const rate = spellRate(absent / pupils, language);
  const enrolled = spellPeople(pupils, language);
  return {
    it: `Assenti ${count} su ${enrolled} iscritti: ${rate}.`,
    en: `${count} of ${enrolled} pupils absent: ${rate}.`,
  }[language];
}

function fixedLineWords(explanation: AbsoluteExplanation, level: Level, language: Language): string[] {
  const line = spellRate(explanation.absenceRateMin, language);
  const levelName = levelWords[language][level];
  const compared = {
    absolute: {
      it: `Raggiunge la soglia fissa del ${line} per un singolo plesso.`,
      en: `This reaches the fixed line of ${line} for a single site.`,
    },
    "level-threshold": {
      it: `Raggiunge la soglia del ${line} scelta per la scuola ${levelName}.`,
      en: `This reaches the line of ${line} chosen for ${levelName} schools.`,
    },
  } as const;
  return [observedWords(explanation, language), compared[explanation.rule][language]];
}

function siteWords(explanation: SiteExplanation, language: Language): string[] {
  const { test, parameters, path } = explanation;
  const expected = spellRate(test.expectedRate, language);
  const days = spellCount(test.baselineUsed.length, language);
  const odds = oddsWords(test.lnProbability, language);
  const line = oddsWords(
    Math.log(
      {
        unlikely: parameters.attentionProbability,
        confirmed: parameters.confirmedProbability,
        certain: parameters.certainProbability,
      }[path],
    ),
    language,
  );
  const compared = {
    it: `Atteso: ${expected}, dalle ultime ${days} rilevazioni valide del plesso e dall'andamento del territorio nello stesso giorno.`,
    en: `Expected: ${expected}, from the site's last ${days} valid survey days and the territory on the same day.`,
  };
  const verdict = {
    unlikely: {
      it: `Per caso accadrebbe ${odds} (soglia: ${line}).`,
      en: `By chance this would happen ${odds} (line: ${line}).`,
    },
    confirmed: {
      it: `Per caso accadrebbe ${odds} (soglia: ${line}), e anche la rilevazione precedente superava la soglia.`,
      en: `By chance this would happen ${odds} (line: ${line}), and the survey day before was past the line too.`,
    },
    certain: {
      it: `Per caso accadrebbe ${odds}: basta un solo giorno (soglia: ${line}).`,
      en: `By chance this would happen ${odds}: one day is enough (line: ${line}).`,
    },
  } as const;
  const known = explanation.knownCause === undefined ? [] : [knownCauseWords[language][explanation.knownCause]];
  return [
    observedWords(explanation, language),
    compared[language],
    ...notClosedWords(test.baselineExcluded, language),
    verdict[path][language],
    ...known,
  ];
}

const knownCauseWords = {
  it: {
    strike: "Per quel giorno è segnato uno sciopero.",
    weather: "Per quel giorno è segnato maltempo.",
  },
  en: {
    strike: "A strike is on record for that day.",
    weather: "Severe weather is on record for that day.",
  },
} as const;

function commonCauseWords(explanation: CommonCauseExplanation, language: Language): string[] {
  const signalling = spellCount(explanation.signallingSites, language);
  const reporting = spellCount(explanation.reportingSites, language);
  const share = spellRate(explanation.signallingSites / explanation.reportingSites, language);
  const line = spellRate(explanation.parameters.signallingShareMax, language);
  return [
    {
      it: `Segnalano insieme ${signalling} plessi su ${reporting} che hanno risposto: ${share}, oltre il ${line}.`,
      en: `${signalling} of ${reporting} reporting sites signal together: ${share}, over ${line}.`,
    }[language],
    {
      it: "Più che altrettanti focolai, è probabile una causa comune o il calendario: sciopero, maltempo, ponte.",
      en: "A common cause or the calendar (strike, weather, long weekend) is likelier than as many outbreaks.",
    }[language],
    observedWords(explanation, language),
  ];
}

function territoryWords(explanation: TerritoryExplanation, language: Language): string[] {
  const { test, parameters, previous } = explanation;
  const expected = spellRate(test.expectedAbsent / test.pupils, language);
  const sites = spellCount(test.sites, language);
  const z = spellDecimal(test.z, language);
  const line = spellDecimal(parameters.zMax, language);
  const days = spellCount(previous.length + 1, language);
  const usual = spellCount(test.baselineUsed.length, language);
  return [
    observedWords(explanation, language),
    {
      it: `Atteso: ${expected}, dalle rilevazioni passate degli stessi ${sites} plessi.`,
      en: `Expected: ${expected}, from the past survey days of the same ${sites} sites.`,
    }[language],
    ...notClosedWords(test.baselineExcluded, language),
    {
      it: `Scarto dal solito: ${z} volte la variabilità delle ultime ${usual} rilevazioni valide (soglia: ${line}), per ${days} rilevazioni di seguito.`,
      en: `Distance from the usual: ${z} times the spread of the last ${usual} valid survey days (line: ${line}), on ${days} survey days running.`,
    }[language],
  ];
}

/** Which survey days the comparison lacks because nobody closed them. */
function notClosedWords(excluded: readonly (ExcludedPoint | ExcludedTerritoryPoint)[], language: Language): string[] {
  const days = excluded.filter(({ reason }) => reason === "not-closed").map(({ surveyDate }) => surveyDate);
  if (days.length === 0) return [];
  const dates = days.map((surveyDate) => spellShortDate(surveyDate, language)).join(", ");
  return [
    {
      it: `Senza le rilevazioni non chiuse o non leggibili: ${dates}.`,
      en: `Without the survey days that are not closed or not readable: ${dates}.`,
    }[language],
  ];
}

function boundWords({ completeness, stillAboveIfMissingHadNone }: Explanation, language: Language): string[] {
  if (completeness.missing === 0) return [];
  const words = stillAboveIfMissingHadNone
    ? {
        it: "Anche se nei plessi mancanti non ci fosse alcun assente, il segnale resterebbe.",
        en: "Even if the missing sites had no absences at all, the signal would stand.",
      }
    : {
        it: "Se nei plessi mancanti non ci fosse alcun assente, il segnale non ci sarebbe.",
        en: "If the missing sites had no absences at all, there would be no signal.",
      };
  return [words[language]];
}

function completenessOf({ completeness }: Explanation, language: Language): string {
  const { expected, reported, missing } = completeness;
  const share = expected > 0 ? ` (${spellRate(reported / expected, language)})` : "";
  return {
    it: `Completezza per livello e territorio: ${spellCount(reported, "it")} plessi su ${spellCount(expected, "it")} attesi${share}, ${spellCount(missing, "it")} mancanti.`,
    en: `Completeness for level and territory: ${spellCount(reported, "en")} of ${spellCount(expected, "en")} expected sites${share}, ${spellCount(missing, "en")} missing.`,
  }[language];
}

/** Beyond this, how much rarer says nothing more to a reader. */
const oddsShownMax = 1_000_000;

function oddsWords(lnProbability: number, language: Language): string {
  const odds = Math.exp(-lnProbability);
  if (odds > oddsShownMax * (1 + 1e-9)) {
    return { it: "meno di 1 volta su un milione", en: "less than once in a million" }[language];
  }
  const count = spellCount(Math.round(odds), language);
  return { it: `1 volta su ${count}`, en: `once in ${count}` }[language];
}
