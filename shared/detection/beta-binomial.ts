import { gammaln } from "simple-statistics";

/**
 * ln P(X ≥ x) for X ~ BetaBinomial(n, p, ρ). The success probability is Beta(a, b) with a = p(1/ρ − 1) and b = (1 −
 * p)(1/ρ − 1). The mean is n·p and the variance n·p·(1 − p)·(1 + (n − 1)ρ); ρ = 0 is the binomial. The sum uses
 * logarithms: the first term, and the ratios of the terms after it. Tails far below the smallest double therefore keep
 * their digits. `x` and `n` are whole, 0 ≤ p ≤ 1, 0 ≤ ρ < 1.
 *
 * @see Johnson, Kemp & Kotz, Univariate Discrete Distributions (2005), 6.2.2
 */
export function lnUpperTail(x: number, n: number, p: number, overdispersion: number): number {
  if (x <= 0) return 0;
  if (x > n || p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return 0;
  // The sum runs away from the mean: there the terms fall, and 1 − P loses no digits when P is not small.
  if (x > n * p) return lnMass(x, n, p, overdispersion) + Math.log(sumUpwards(x, n, p, overdispersion));
  const lower = Math.exp(lnMass(x - 1, n, p, overdispersion)) * sumUpwards(n - x + 1, n, 1 - p, overdispersion);
  return Math.log1p(-Math.min(lower, 1));
}

/**
 * Smallest count `c` of `n` with ln P(X ≥ c) below the limit, or n + 1 when there is none. Charts draw bands with it.
 */
export function upperCount(lnProbability: number, n: number, p: number, overdispersion: number): number {
  let low = 0;
  let high = n + 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lnUpperTail(middle, n, p, overdispersion) < lnProbability) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** ln P(X = x) */
function lnMass(x: number, n: number, p: number, overdispersion: number): number {
  const lnChoose = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1);
  if (overdispersion === 0) return lnChoose + x * Math.log(p) + (n - x) * Math.log1p(-p);
  const a = p * (1 / overdispersion - 1);
  const b = (1 - p) * (1 / overdispersion - 1);
  return lnChoose + lnBeta(x + a, n - x + b) - lnBeta(a, b);
}

function lnBeta(a: number, b: number): number {
  return gammaln(a) + gammaln(b) - gammaln(a + b);
}

/** When the rest of the sum is a smaller share than this, it no longer changes a double. */
const negligible = 2 ** -54;

/** Σ P(X = k) / P(X = x) over k from x to n, at most n − x + 1 terms. */
function sumUpwards(x: number, n: number, p: number, overdispersion: number): number {
  const a = p * (1 - overdispersion);
  const b = (1 - p) * (1 - overdispersion);
  // With b < 1 (here: b < ρ) the mass rises again towards n, so a small term does not mean that the rest is small.
  const falls = b >= overdispersion;
  let term = 1;
  let sum = 1;
  for (let k = x; k < n; k++) {
    term *= ((n - k) * (a + k * overdispersion)) / ((k + 1) * (b + (n - k - 1) * overdispersion));
    sum += term;
    if (falls && term * (n - k) < sum * negligible) break;
  }
  return sum;
}
