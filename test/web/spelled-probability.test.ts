import { expect, test } from "vitest";
import { spellProbability } from "../../web/health-office/spelled-probability.ts";

test.each([
  [Math.log(0.001), "1,0 × 10⁻³", "1.0 × 10⁻³"],
  [Math.log(0.00996), "1,0 × 10⁻²", "1.0 × 10⁻²"],
  [Math.log(2.566738e-6), "2,6 × 10⁻⁶", "2.6 × 10⁻⁶"],
  [-165 * Math.LN10 + Math.log(3), "3,0 × 10⁻¹⁶⁵", "3.0 × 10⁻¹⁶⁵"],
  [-1_000 * Math.LN10 + Math.log(4.2), "4,2 × 10⁻¹⁰⁰⁰", "4.2 × 10⁻¹⁰⁰⁰"],
])("a probability with ln P = %d is written %s", (lnProbability, italian, english) => {
  expect(spellProbability(lnProbability, "it")).toBe(italian);
  expect(spellProbability(lnProbability, "en")).toBe(english);
});
