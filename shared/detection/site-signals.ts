import type { SiteRulePolicy } from "../domain/alert-policy.ts";
import type { BaselinePoint, ExcludedPoint, OtherSites, SiteRulePath, SiteTest } from "../domain/explanation.ts";
import type { AlignedDays } from "./aligned-days.ts";
import { lnUpperTail } from "./beta-binomial.ts";
import { exclusionReasonOf, hasKnownCause, isAsked, isObserved, trains } from "./hygiene.ts";
import { at, columnsOf, type SiteBaselines } from "./site-baselines.ts";
import { isOverFloors, type SiteExpectation, siteExpectation, siteRulePath, testSite } from "./site-test.ts";

/** How far back, in survey days, the valid day is looked for that confirms today's: beyond it is another story. */
export const previousDaysMax = 3;

/** The baselines as seen from day `k`, computed once per day. */
export type BaselinesAt = (k: number) => SiteBaselines;

/** What rule S makes of one reporting site with a baseline. */
export type SiteReading = {
  site: number;
  expectation: SiteExpectation;
  /** Absent under the floors, where it need not be computed. */
  lnProbability?: number;
  path?: SiteRulePath;
  /** Index of the day that confirms it. */
  confirmedBy?: number;
};

/** Reads site `i` on day `k`: nothing where it has not reported, has no baseline yet, or is too small. */
export function readSite<L extends string>(
  days: AlignedDays<L>,
  baselinesAt: BaselinesAt,
  k: number,
  i: number,
  rule: SiteRulePolicy,
): SiteReading | undefined {
  const [absents, pupilses, flags] = columnsOf(days, k);
  const baselines = baselinesAt(k);
  const rate = at(baselines.rate, i);
  const [x, n, bits] = [at(absents, i), at(pupilses, i), at(flags, i)];
  if (Number.isNaN(rate) || n < rule.pupilsMin || !isObserved(x, n, bits)) return undefined;

  const expectation = siteExpectation(rate, at(baselines.pupils, i), othersOf(days, baselines, k, i), rule);
  if (!isOverFloors(x, n, rate, rule)) return { site: i, expectation };
  const lnProbability = lnUpperTail(x, n, expectation.expectedRate, expectation.overdispersion);
  return { site: i, expectation, lnProbability };
}

/** Adds to a reading how it signals, looking at the valid survey day before where that decides. */
export function withPath<L extends string>(
  reading: SiteReading,
  days: AlignedDays<L>,
  baselinesAt: BaselinesAt,
  k: number,
  rule: SiteRulePolicy,
): SiteReading {
  const { site, lnProbability } = reading;
  if (
    lnProbability === undefined ||
    lnProbability >= Math.log(Math.max(rule.confirmedProbability, rule.attentionProbability))
  ) {
    return reading;
  }
  const alone = siteRulePath(lnProbability, undefined, rule);
  const before = alone === "certain" ? undefined : previousValidDay(days, k, site);
  const lnPrevious = before === undefined ? undefined : readSite(days, baselinesAt, before, site, rule)?.lnProbability;
  const path = siteRulePath(lnProbability, lnPrevious, rule);
  if (path === undefined) return reading;
  return path === "confirmed" && before !== undefined
    ? { ...reading, path, confirmedBy: before }
    : { ...reading, path };
}

/** The last survey day before `k`, at most `previousDaysMax` back, on which the site reported on a valid day. */
function previousValidDay<L extends string>(days: AlignedDays<L>, k: number, i: number): number | undefined {
  if (hasKnownCause(at(columnsOf(days, k)[2], i))) return undefined;
  for (let d = k - 1; d >= Math.max(0, k - previousDaysMax); d--) {
    const [absent, pupils, flags] = columnsOf(days, d);
    const bits = at(flags, i);
    if (isObserved(at(absent, i), at(pupils, i), bits) && !hasKnownCause(bits)) return d;
  }
  return undefined;
}

/** The sums over all sites but `i` on day `k`. */
export function othersOf<L extends string>(
  days: AlignedDays<L>,
  { day, missing, rate, latestPupils }: SiteBaselines,
  k: number,
  i: number,
): OtherSites {
  const [absent, pupils, flags] = columnsOf(days, k);
  const [x, n, bits, p] = [at(absent, i), at(pupils, i), at(flags, i), at(rate, i)];
  const asked = isAsked(bits);
  const hasRate = !Number.isNaN(p);
  const observed = hasRate && isObserved(x, n, bits);
  const isMissing = hasRate && asked && !observed;
  return {
    asked: day.asked - (asked ? 1 : 0),
    reported: day.reported - (observed ? 1 : 0),
    absent: day.absent - (observed ? x : 0),
    expectedAbsent: day.expectedAbsent - (observed ? n * p : 0),
    missing: missing.sites - (isMissing ? 1 : 0),
    missingExpectedAbsent: missing.expectedAbsent - (isMissing ? at(latestPupils, i) * p : 0),
  };
}

/** The whole test of site `i` on day `k`, with the observations behind it: what an explanation stores. */
export function fullTest<L extends string>(
  days: AlignedDays<L>,
  baselines: SiteBaselines,
  k: number,
  i: number,
  rule: SiteRulePolicy,
): SiteTest {
  const used: BaselinePoint[] = [];
  const passedOver: ExcludedPoint[] = [];
  for (let d = k - 1; d >= 0 && used.length < rule.baselineObservations; d--) {
    const [absents, pupilses, flags] = columnsOf(days, d);
    const [absent, pupils, bits] = [at(absents, i), at(pupilses, i), at(flags, i)];
    if (!isObserved(absent, pupils, bits)) continue;
    const point = { surveyDate: days.dates[d] ?? "", absent, pupils };
    if (d < k - rule.guardDays && trains(absent, pupils, bits)) {
      used.push(point);
    } else {
      passedOver.push({ ...point, reason: exclusionReasonOf(bits) ?? "guard" });
    }
  }
  const level = at(days.levelOf, i);
  const [absents, pupilses] = columnsOf(days, k);
  return testSite(
    {
      surveyDate: days.dates[k] ?? "",
      absent: at(absents, i),
      pupils: at(pupilses, i),
      baselineUsed: used.toReversed(),
      baselineExcluded: passedOver.toReversed(),
      levelAbsent: at(baselines.levelAbsent, level),
      levelPupils: at(baselines.levelPupils, level),
      others: othersOf(days, baselines, k, i),
    },
    rule,
  );
}

export type SiteSignals = {
  /** One for each site that has a baseline, is large enough and reported today. */
  readings: readonly SiteReading[];
  /** Sites that reported today, per index of level, and how many of them signal. */
  reporting: Float64Array;
  signalling: Float64Array;
};

/** Reads all sites on the last of the days. */
export function siteSignals<L extends string>(
  days: AlignedDays<L>,
  baselinesAt: BaselinesAt,
  rule: SiteRulePolicy,
): SiteSignals {
  const k = days.dates.length - 1;
  const [absent, pupils, flags] = columnsOf(days, k);
  const readings: SiteReading[] = [];
  const reporting = new Float64Array(days.levels.length);
  const signalling = new Float64Array(days.levels.length);
  for (let i = 0; i < days.siteCodes.length; i++) {
    if (!isObserved(at(absent, i), at(pupils, i), at(flags, i))) continue;
    const level = at(days.levelOf, i);
    reporting[level] = at(reporting, level) + 1;
    const reading = readSite(days, baselinesAt, k, i, rule);
    if (reading === undefined) continue;
    const judged = withPath(reading, days, baselinesAt, k, rule);
    if (judged.path !== undefined) signalling[level] = at(signalling, level) + 1;
    readings.push(judged);
  }
  return { readings, reporting, signalling };
}
