import type { Language } from "../../shared/domain/language.ts";
import { spellDecimal } from "../../shared/words/spelled-number.ts";

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** `6,8 × 10⁻⁷` for ln P = -14.2. It also works when P itself is too small for a number. */
export function spellProbability(lnProbability: number, language: Language): string {
  const floor = Math.floor(lnProbability / Math.LN10);
  const mantissa = Math.exp(lnProbability - floor * Math.LN10);
  // 9.96 becomes 1.0 of the next power.
  const [digits, exponent] = mantissa < 9.95 ? [mantissa, floor] : [mantissa / 10, floor + 1];
  const power = [...String(-exponent)].map((digit) => superscripts[Number(digit)]).join("");
  return `${spellDecimal(digits, language)} × 10⁻${power}`;
}
