import type { CommonCausePolicy, SiteRulePolicy } from "../domain/alerts/alert-policy.ts";
import type { BaselinePoint, ExcludedPoint, OtherSites, SiteRulePath, SiteTest } from "../domain/alerts/explanation.ts";
import type { AlignedDays } from "./aligned-days.ts";
import { lnUpperTail } from "./beta-binomial.ts";
import {
  exclusionReasonOf,
  hasKnownCause,
  isObserved,
  lastingFlags,
  trains,
  wasAskedAndOpen,
  withNotClosed,
} from "./hygiene.ts";
import { at, columnsOf, type SiteBaselines } from "./site-baselines.ts";
import { isOverFloors, type SiteExpectation, siteExpectation, siteRulePath, testSite } from "./site-test.ts";

/** The valid day that confirms today's may be this many survey days back. An older one belongs to another event. */
export const previousDaysMax = 3;

/** What rule S concludes about one reporting site with a baseline. */
export type SiteReading = {
  site: number;
  expectation: SiteExpectation;
  /** Absent when the count is under the floors, because it need not be computed. */
  lnProbability?: number;
  /** How the site signals, if it does. */
  path?: SiteRulePath;
  /** Index of the day that confirms it. */
  confirmedBy?: number;
};

/** How many sites signal, out of how many that report. */
export type SignalCounts = { signallingSites: number; reportingSites: number };

/** All sites on one survey day. */
export type SiteSignals = {
  /** One for each site that has a baseline, is large enough and reported. */
  readings: readonly SiteReading[];
  /** Per index of level. */
  levels: readonly LevelSignals[];
  /** Of all levels together. */
  territory: SignalCounts;
};

type LevelSignals = SignalCounts & {
  /** Sites with a baseline that are large enough. */
  readableSites: number;
  /** Whose count is over the line: the level's own or the whole territory's. Absent: neither. */
  commonCause?: "level" | "territory";
};

type Context<L extends string> = {
  days: AlignedDays<L>;
  baselinesAt: (k: number) => SiteBaselines;
  siteRule: SiteRulePolicy;
  commonCause: CommonCausePolicy;
};

/**
 * Whether so many sites signal that one cause is more likely than many separate outbreaks.
 * @param missingSites sites that have not reported; they count as not signalling
 */
export function isCommonCause(counts: SignalCounts, policy: CommonCausePolicy, missingSites = 0): boolean {
  const reporting = counts.reportingSites + missingSites;
  return (
    counts.signallingSites >= policy.signallingSitesMin &&
    counts.signallingSites > reporting * policy.signallingShareMax
  );
}

/** Reads all sites on a day and what the valid day before confirms. It computes each day once. */
export function siteSignalsReader<L extends string>(context: Context<L>): (k: number) => SiteSignals {
  const alone = onceADay((k) => signalsAlone(context, k));
  return onceADay((k) => {
    const readings = alone(k).readings.map((reading) => confirmed(reading, context, k, alone));
    return { readings, ...countSignals(context, k, readings) };
  });
}

function onceADay(read: (k: number) => SiteSignals): (k: number) => SiteSignals {
  const known = new Map<number, SiteSignals>();
  return (k) => {
    const signals = known.get(k) ?? read(k);
    known.set(k, signals);
    return signals;
  };
}

/** Reads all sites on day `k` without the days before it. */
function signalsAlone<L extends string>(context: Context<L>, k: number): SiteSignals {
  const { days, siteRule } = context;
  const readings: SiteReading[] = [];
  for (let i = 0; i < days.siteCodes.length; i++) {
    const reading = readSite(context, k, i);
    if (reading === undefined) continue;
    const { lnProbability } = reading;
    const path = lnProbability === undefined ? undefined : siteRulePath(lnProbability, undefined, siteRule);
    readings.push(path === undefined ? reading : { ...reading, path });
  }
  return { readings, ...countSignals(context, k, readings) };
}

/** Undefined when the site has not reported, has no baseline yet, or is too small. */
function readSite<L extends string>(
  { days, baselinesAt, siteRule }: Context<L>,
  k: number,
  i: number,
): SiteReading | undefined {
  const [absents, pupilses, flags] = columnsOf(days, k);
  const baselines = baselinesAt(k);
  const rate = at(baselines.rate, i);
  const [x, n] = [at(absents, i), at(pupilses, i)];
  if (Number.isNaN(rate) || n < siteRule.pupilsMin || !isObserved(x, n, at(flags, i))) return undefined;

  const others = othersOf(days, baselines, k, i);
  const expectation = siteExpectation(rate, at(baselines.pupils, i), others, siteRule);
  if (!isOverFloors(x, n, rate, siteRule)) return { site: i, expectation };
  const lnProbability = lnUpperTail(x, n, expectation.expectedRate, expectation.overdispersion);
  return { site: i, expectation, lnProbability };
}

/**
 * Adds to the reading what the valid survey day before confirms. A day on which the site's level had a common cause
 * confirms nothing: otherwise the day after a snowfall would need only one mild signal.
 */
function confirmed<L extends string>(
  reading: SiteReading,
  context: Context<L>,
  k: number,
  aloneOn: (day: number) => SiteSignals,
): SiteReading {
  const { days, siteRule, commonCause } = context;
  const { site, lnProbability } = reading;
  if (lnProbability === undefined) return reading;
  const before = previousValidDay(days, k, site);
  if (before === undefined) return reading;
  const lnPrevious = readSite(context, before, site)?.lnProbability;
  if (siteRulePath(lnProbability, lnPrevious, siteRule) !== "confirmed") return reading;
  const hadCommonCause = aloneOn(before).levels[at(days.levelOf, site)]?.commonCause !== undefined;
  return commonCause.enabled && hadCommonCause ? reading : { ...reading, path: "confirmed", confirmedBy: before };
}

/** The last survey day before `k`, at most `previousDaysMax` back, on which the site reported without a known cause. */
function previousValidDay<L extends string>(days: AlignedDays<L>, k: number, i: number): number | undefined {
  if (hasKnownCause(at(columnsOf(days, k)[2], i))) return undefined;
  for (let d = k - 1; d >= Math.max(0, k - previousDaysMax); d--) {
    const [absent, pupils, flags] = columnsOf(days, d);
    const bits = at(flags, i);
    if (isObserved(at(absent, i), at(pupils, i), bits) && !hasKnownCause(bits)) return d;
  }
  return undefined;
}

function countSignals<L extends string>(
  { days, commonCause }: Context<L>,
  k: number,
  readings: readonly SiteReading[],
): Omit<SiteSignals, "readings"> {
  const [absent, pupils, flags] = columnsOf(days, k);
  const levels = days.levels.map((): LevelSignals => ({ signallingSites: 0, reportingSites: 0, readableSites: 0 }));
  for (let i = 0; i < days.siteCodes.length; i++) {
    const level = levels[at(days.levelOf, i)];
    if (level !== undefined && isObserved(at(absent, i), at(pupils, i), at(flags, i))) level.reportingSites += 1;
  }
  for (const { site, path } of readings) {
    const level = levels[at(days.levelOf, site)];
    if (level === undefined) continue;
    level.readableSites += 1;
    if (path !== undefined) level.signallingSites += 1;
  }
  const territory = {
    signallingSites: levels.reduce((sum, level) => sum + level.signallingSites, 0),
    reportingSites: levels.reduce((sum, level) => sum + level.reportingSites, 0),
  };
  const everywhere = isCommonCause(territory, commonCause);
  for (const level of levels) {
    if (isCommonCause(level, commonCause)) level.commonCause = "level";
    else if (everywhere && level.signallingSites > 0) level.commonCause = "territory";
  }
  return { levels, territory };
}

/** The sums over all sites except `i` on day `k`. Site `i` has reported on it and has a baseline. */
function othersOf<L extends string>(
  days: AlignedDays<L>,
  { day, missing, rate }: SiteBaselines,
  k: number,
  i: number,
): OtherSites {
  const [absent, pupils, flags] = columnsOf(days, k);
  return {
    asked: day.asked - (wasAskedAndOpen(at(flags, i)) ? 1 : 0),
    reported: day.reported - 1,
    absent: day.absent - at(absent, i),
    expectedAbsent: day.expectedAbsent - at(pupils, i) * at(rate, i),
    missing: missing.sites,
    missingExpectedAbsent: missing.expectedAbsent,
  };
}

/** The whole test of site `i` on day `k`, with the observations it used. An explanation stores it. */
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
    const [absent, pupils, bits] = [at(absents, i), at(pupilses, i), at(flags, i) & lastingFlags(k - d)];
    if (!isObserved(absent, pupils, bits)) continue;
    const point = { surveyDate: days.dates[d] ?? "", absent, pupils };
    if (d < k - rule.guardDays && trains(absent, pupils, bits)) used.push(point);
    else passedOver.push({ ...point, reason: exclusionReasonOf(bits) ?? "guard" });
  }
  const level = at(days.levelOf, i);
  const [absents, pupilses] = columnsOf(days, k);
  const surveyDate = days.dates[k] ?? "";
  const baselineUsed = used.toReversed();
  return testSite(
    {
      surveyDate,
      absent: at(absents, i),
      pupils: at(pupilses, i),
      baselineUsed,
      baselineExcluded: withNotClosed(passedOver.toReversed(), baselineUsed, surveyDate, days.notClosed),
      levelAbsent: at(baselines.levelAbsent, level),
      levelPupils: at(baselines.levelPupils, level),
      others: othersOf(days, baselines, k, i),
    },
    rule,
  );
}
