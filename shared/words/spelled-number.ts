import { countShownMin } from "../domain/count-shown-min.ts";
import { type Language, languageFacts } from "../domain/language.ts";

/** A rate between 0 and 1 with one decimal: `42,9%`, `42.9%`. */
export function spellRate(rate: number, language: Language): string {
  return `${spellDecimal(rate * 100, language)}%`;
}

/** A count of people, or `meno di 5` when it could identify them. */
export function spellPeople(count: number, language: Language): string {
  return count < countShownMin ? `${languageFacts[language].fewerThan} ${countShownMin}` : spellCount(count, language);
}

/** `12.345`, `12,345`. */
export function spellCount(count: number, language: Language): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, languageFacts[language].thousands);
}

/** With one decimal by default: `4,1`, `4.1`. */
export function spellDecimal(value: number, language: Language, decimals = 1): string {
  return value.toFixed(decimals).replace(".", languageFacts[language].decimal);
}
