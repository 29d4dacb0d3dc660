import type { Language } from "../domain/language.ts";

/** Smaller counts of people never leave the health office. */
export const countShownMin = 5;

/** A rate between 0 and 1 with one decimal: `42,9%`, `42.9%`. */
export function spellRate(rate: number, language: Language): string {
  return `${spellDecimal(rate * 100, language)}%`;
}

/** A count of people, `meno di 5` where it could point at them. */
export function spellPeople(count: number, language: Language): string {
  if (count < countShownMin) return language === "it" ? `meno di ${countShownMin}` : `fewer than ${countShownMin}`;
  return spellCount(count, language);
}

/** `12.345`, `12,345`. */
export function spellCount(count: number, language: Language): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, language === "it" ? "." : ",");
}

/** With one decimal where no other number of them is asked for: `4,1`, `4.1`. */
export function spellDecimal(value: number, language: Language, decimals = 1): string {
  const text = value.toFixed(decimals);
  return language === "it" ? text.replace(".", ",") : text;
}
