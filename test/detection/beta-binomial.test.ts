import { describe, expect, test } from "vitest";
import { lnUpperTail, upperCount } from "../../shared/detection/beta-binomial.ts";

/** P(X ≥ x) by adding every term in plain numbers: slow, and right where nothing underflows. */
function plainUpperTail(x: number, n: number, p: number, overdispersion: number): number {
  const a = p * (1 / overdispersion - 1);
  const b = (1 - p) * (1 / overdispersion - 1);
  const masses = Array.from({ length: n + 1 }, (_, k) => {
    let mass = 1;
    for (let i = 0; i < k; i++) mass *= ((n - i) / (i + 1)) * ((a + i) / (a + b + i));
    for (let i = 0; i < n - k; i++) mass *= (b + i) / (a + b + k + i);
    return mass;
  });
  return masses.slice(x).reduce((sum, mass) => sum + mass, 0);
}

describe("the upper tail of the beta-binomial", () => {
  test.each([
    [30, 146, 0.06, 0.003, 2.566738e-6],
    [18, 146, 0.06, 0.003, 1.24409e-2],
    [60, 600, 0.06, 0.003, 1.503878e-2],
    [12, 40, 0.08, 0.003, 1.518714e-4],
    [30, 146, 0.06, 0, 2.884456e-9],
    [18, 146, 0.06, 0, 2.999081e-3],
    [60, 600, 0.06, 0, 9.361586e-5],
    [12, 40, 0.08, 0, 4.551417e-5],
  ])("P(X ≥ %i of %i), p %f, ρ %f, is %f", (x, n, p, overdispersion, probability) => {
    const ratio = Math.exp(lnUpperTail(x, n, p, overdispersion)) / probability;
    expect(Math.abs(ratio - 1)).toBeLessThan(2e-6);
  });

  test("agrees with the plain sum on both sides of the mean, also where the mass rises towards n", () => {
    for (const [n, p, overdispersion] of [
      [40, 0.08, 0.003],
      [25, 0.5, 0.1],
      [12, 0.95, 0.4],
      [12, 0.3, 0.7],
    ] as const) {
      for (let x = 0; x <= n; x++) {
        const plain = plainUpperTail(x, n, p, overdispersion);
        expect(Math.abs(lnUpperTail(x, n, p, overdispersion) - Math.log(plain))).toBeLessThan(1e-11);
      }
    }
  });

  test("300 of 300 absent is below 1e−155 and still a number, right to the last digits", () => {
    const [a, all] = [0.06 * (1 / 0.003 - 1), 1 / 0.003 - 1];
    let lnAll = 0;
    for (let i = 0; i < 300; i++) lnAll += Math.log((a + i) / (all + i));
    expect(lnAll).toBeLessThan(-155 * Math.LN10);
    expect(lnUpperTail(300, 300, 0.06, 0.003)).toBeCloseTo(lnAll, 9);
    expect(lnUpperTail(5000, 5000, 0.06, 0.003)).toBeLessThan(-700);
    expect(lnUpperTail(5000, 5000, 0.06, 0.003)).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  });

  test("counts as large as a whole county's sessions stay in order", () => {
    const tails = [3000, 3500, 4000, 4500, 5000].map((x) => lnUpperTail(x, 65_000, 0.05, 0.003));
    expect(tails.toSorted((a, b) => b - a)).toEqual(tails);
    expect(tails[0]).toBeGreaterThan(Math.log(0.5));
    expect(tails.at(-1)).toBeLessThan(Math.log(0.1));
  });

  test("at the ends: nobody or fewer is certain, more than everybody is impossible", () => {
    expect(lnUpperTail(0, 20, 0.1, 0.003)).toBe(0);
    expect(lnUpperTail(21, 20, 0.1, 0.003)).toBe(Number.NEGATIVE_INFINITY);
    expect(lnUpperTail(1, 20, 0, 0.003)).toBe(Number.NEGATIVE_INFINITY);
    expect(lnUpperTail(20, 20, 1, 0.003)).toBe(0);
  });

  test("the count of a band is the first whose tail is below the limit", () => {
    const limit = Math.log(1e-3);
    const count = upperCount(limit, 146, 0.06, 0.003);
    expect(lnUpperTail(count, 146, 0.06, 0.003)).toBeLessThan(limit);
    expect(lnUpperTail(count - 1, 146, 0.06, 0.003)).toBeGreaterThanOrEqual(limit);
  });
});
