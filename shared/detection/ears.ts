import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { SiteCode } from "../domain/codes.ts";
import { isObserved } from "./hygiene.ts";
import { nobodyExpected } from "./level-coverage.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";
import { at, columnsOf } from "./site-baselines.ts";

/** The methods of the Early Aberration Reporting System: users of R know them, and the backtest compares with them. */
export const earsMethods = ["C1", "C2", "C3"] as const;
export type EarsMethod = (typeof earsMethods)[number];

/** Points of the baseline. C2 and C3 leave `lag` points between it and the tested one. */
const baseline = 7;
const lag = 2;

/** Φ⁻¹(.999) for C1 and C2, Φ⁻¹(.975) for C3: the limits of R's `surveillance::earsC`. */
export const earsLimits: Record<EarsMethod, number> = {
  C1: 3.090232306167813,
  C2: 3.090232306167813,
  C3: 1.959963984540054,
};

export type EarsSeries = {
  /** NaN while there are too few earlier points. */
  C1: Float64Array;
  C2: Float64Array;
  C3: Float64Array;
};

export function earsSeriesOf(length: number): EarsSeries {
  const column = () => new Float64Array(length).fill(Number.NaN);
  return { C1: column(), C2: column(), C3: column() };
}

/**
 * Computes the statistics of `length` points of `values` from `offset` on, and writes them to the same places of `out`.
 * C1(t) = (y − mean)/sd over t−7…t−1, C2(t) the same over t−9…t−3, C3(t) = Σ max(0, C2(t−i) − 1) over i = 0, 1, 2.
 * @param deviationMin a smaller standard deviation counts as this one
 * @see Hutwagner et al., J Urban Health 80 (2003) i89; R's `surveillance::earsC`
 */
export function ears(
  values: Float64Array,
  offset: number,
  length: number,
  deviationMin: number,
  { C1, C2, C3 }: EarsSeries,
): void {
  const end = offset + length;
  // The values before each of the last two points: C2 uses those windows. They stay NaN until there are enough points.
  let [mean1, mean2, deviation1, deviation2] = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];
  let [over1, over2] = [Number.NaN, Number.NaN];
  for (let t = offset + baseline; t < end; t++) {
    // Written out by hand: seven loads for each point instead of fourteen.
    const a = values[t - 7] ?? 0;
    const b = values[t - 6] ?? 0;
    const c = values[t - 5] ?? 0;
    const d = values[t - 4] ?? 0;
    const e = values[t - 3] ?? 0;
    const f = values[t - 2] ?? 0;
    const g = values[t - 1] ?? 0;
    const mean = (a + b + c + d + e + f + g) / baseline;
    const squares =
      (a - mean) ** 2 +
      (b - mean) ** 2 +
      (c - mean) ** 2 +
      (d - mean) ** 2 +
      (e - mean) ** 2 +
      (f - mean) ** 2 +
      (g - mean) ** 2;
    const deviation = Math.max(deviationMin, Math.sqrt(squares / (baseline - 1)));

    const value = values[t] ?? 0;
    const c2 = standardised(value, mean2, deviation2);
    const over = Math.max(0, c2 - 1);
    C1[t] = standardised(value, mean, deviation);
    C2[t] = c2;
    C3[t] = over + over1 + over2;
    mean2 = mean1;
    mean1 = mean;
    deviation2 = deviation1;
    deviation1 = deviation;
    over2 = over1;
    over1 = over;
  }
}

/** When the baseline has no spread, every different value is infinitely far away, and an equal one is at 0. */
function standardised(value: number, mean: number, deviation: number): number {
  return value === mean ? 0 : (value - mean) / deviation;
}

export type EarsExplanation = {
  rule: EarsMethod;
  surveyDate: LocalDate;
  severity: AlertSeverity;
  statistic: number;
  limit: number;
};

/** EARS on the absence rate of each site's reported survey days, with the same interface as the other rules. */
export function earsRule(method: EarsMethod, deviationMin: number) {
  const limit = earsLimits[method];
  // C3 looks back the furthest: over its window, the lag, and the two statistics before.
  const points = baseline + lag + 2 + 1;
  const values = new Float64Array(points);
  const series = earsSeriesOf(points);
  return <L extends string>(evaluation: Evaluation<L>): RuleOutcome<L, EarsExplanation, EarsMethod> => {
    const { today, coverage } = evaluation;
    const { surveyDate, territory } = today;
    const outcome: RuleOutcome<L, EarsExplanation, EarsMethod> = { findings: [], assessments: [] };
    const days = evaluation.days();
    const k = days.dates.length - 1;
    const [absents, pupilses, flags] = columnsOf(days, k);

    for (let i = 0; i < days.siteCodes.length; i++) {
      const [absent, pupils] = [at(absents, i), at(pupilses, i)];
      const siteCode: SiteCode | undefined = days.siteCodes[i];
      const level = days.levels[at(days.levelOf, i)];
      if (siteCode === undefined || level === undefined || !isObserved(absent, pupils, at(flags, i))) continue;
      const scope = { kind: "site", siteCode, territory, level } as const;
      const completeness = coverage.get(level) ?? nobodyExpected;
      const about = { rule: method, scope, surveyDate, completeness, absent, pupils };

      let from = points;
      for (let d = k; d >= 0 && from > 0; d--) {
        const [dayAbsent, dayPupils, dayBits] = columnsOf(days, d);
        const [a, n] = [at(dayAbsent, i), at(dayPupils, i)];
        if (isObserved(a, n, at(dayBits, i))) values[--from] = a / n;
      }
      // With too few points `ears` writes nothing, and the number of the last site must not remain.
      series[method][points - 1] = Number.NaN;
      ears(values, from, points - from, deviationMin, series);
      const statistic = at(series[method], points - 1);
      if (Number.isNaN(statistic)) {
        outcome.assessments.push({ ...about, kind: "not-assessable", reason: "warming-up" });
        continue;
      }
      const signal = statistic > limit;
      const measure = { kind: "ears", statistic, limit } as const;
      outcome.assessments.push({ ...about, kind: "assessed", signal, measure });
      if (signal) {
        outcome.findings.push({
          scope,
          explanation: { rule: method, surveyDate, severity: "attention", statistic, limit },
        });
      }
    }
    return outcome;
  };
}
