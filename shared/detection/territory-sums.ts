import type { TerritoryRulePolicy } from "../domain/alerts/alert-policy.ts";
import type { ExcludedTerritoryPoint, TerritoryPoint } from "../domain/alerts/explanation.ts";
import type { AlignedDays } from "./aligned-days.ts";
import type { NotAssessableReason } from "./assessment.ts";
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
import type { TerritoryTestInputs } from "./territory-test.ts";

/** The sites of a level that represent it on a day, with their counts. */
type Participants = {
  sites: number[];
  day: TerritoryPoint;
  /** Sites that were asked, and how many of them reported without a known cause. */
  asked: number;
  reported: number;
  /** Sites that reported but have no baseline yet. */
  warmingUp: number;
};

export type TerritoryReading =
  | { kind: "assessed"; inputs: TerritoryTestInputs }
  | { kind: "not-assessable"; reason: NotAssessableReason; absent: number; pupils: number };

export type MissingSites = "left-out" | "as-nobody-absent";

/**
 * Reads one school level on day `k`: the sums over its reporting sites on that day, and over the same sites on each day
 * of the window. It gives the reason when there is no verdict. Sites with a strike or snow say nothing about the
 * territory, so they do not count.
 */
export function readTerritory<L extends string>(
  days: AlignedDays<L>,
  baselines: SiteBaselines,
  k: number,
  level: number,
  rule: TerritoryRulePolicy,
  missingSites: MissingSites,
): TerritoryReading {
  const { sites, day, asked, reported, warmingUp } = participantsOn(days, baselines, k, level, missingSites);
  const refuse = (reason: NotAssessableReason): TerritoryReading => ({
    kind: "not-assessable",
    reason,
    absent: day.absent,
    pupils: day.pupils,
  });
  if (asked === 0 || reported < asked * rule.reportedShareMin) return refuse("incomplete");
  if (sites.length < rule.sitesMin) {
    return refuse(sites.length + warmingUp < rule.sitesMin ? "too-few-sites" : "warming-up");
  }
  if (day.pupils < rule.pupilsMin) return refuse("too-few-pupils");

  const used: TerritoryPoint[] = [];
  const excluded: ExcludedTerritoryPoint[] = [];
  for (let d = k - 1; d >= 0 && used.length < rule.baselineDays; d--) {
    const { point, reason } = sumsOn(days, baselines, sites, d, k - d);
    if (d >= k - rule.guardDays) excluded.push({ ...point, reason: "guard" });
    else if (point.sites >= rule.sitesMin && point.sites >= sites.length * rule.reportedShareMin) used.push(point);
    else excluded.push({ ...point, reason });
  }
  if (used.length < rule.baselineDaysMin) return refuse("too-few-baseline-days");
  const baselineUsed = used.toReversed();
  const baselineExcluded = withNotClosed(excluded.toReversed(), baselineUsed, day.surveyDate, days.notClosed);
  return { kind: "assessed", inputs: { ...day, baselineUsed, baselineExcluded } };
}

function participantsOn<L extends string>(
  days: AlignedDays<L>,
  { rate, latestPupils }: SiteBaselines,
  k: number,
  level: number,
  missingSites: MissingSites,
): Participants {
  const [absents, pupilses, flags] = columnsOf(days, k);
  const sites: number[] = [];
  let [absent, pupils, expectedAbsent, asked, reported, warmingUp] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < days.siteCodes.length; i++) {
    if (at(days.levelOf, i) !== level) continue;
    const [x, n, bits, p] = [at(absents, i), at(pupilses, i), at(flags, i), at(rate, i)];
    const isExpected = wasAskedAndOpen(bits);
    if (isExpected) asked += 1;
    if (isObserved(x, n, bits)) {
      if (hasKnownCause(bits)) continue;
      if (isExpected) reported += 1;
      if (Number.isNaN(p)) {
        warmingUp += 1;
        continue;
      }
      sites.push(i);
      absent += x;
      pupils += n;
      expectedAbsent += n * p;
    } else if (missingSites === "as-nobody-absent" && isExpected && !Number.isNaN(p)) {
      reported += 1;
      sites.push(i);
      pupils += at(latestPupils, i);
      expectedAbsent += at(latestPupils, i) * p;
    }
  }
  const surveyDate = days.dates[k] ?? "";
  return {
    sites,
    day: { surveyDate, absent, pupils, expectedAbsent, sites: sites.length },
    asked,
    reported,
    warmingUp,
  };
}

/** The sums on day `d` over the sites that reported and may train, and the reason that excluded most of the others. */
function sumsOn<L extends string>(
  days: AlignedDays<L>,
  { rate }: SiteBaselines,
  sites: readonly number[],
  d: number,
  daysBefore: number,
): { point: TerritoryPoint; reason: ExcludedTerritoryPoint["reason"] } {
  const [absents, pupilses, flags] = columnsOf(days, d);
  let [absent, pupils, expectedAbsent, trained] = [0, 0, 0, 0];
  const keptOut = new Map<ExcludedTerritoryPoint["reason"], number>();
  const lasting = lastingFlags(daysBefore);
  for (const i of sites) {
    const [x, n, bits] = [at(absents, i), at(pupilses, i), at(flags, i) & lasting];
    if (trains(x, n, bits)) {
      trained += 1;
      absent += x;
      pupils += n;
      expectedAbsent += n * at(rate, i);
    } else if (isObserved(x, n, bits)) {
      const reason = exclusionReasonOf(bits) ?? "too-few-sites";
      keptOut.set(reason, (keptOut.get(reason) ?? 0) + 1);
    }
  }
  const [most] = [...keptOut].sort(([, a], [, b]) => b - a);
  const surveyDate = days.dates[d] ?? "";
  return {
    point: { surveyDate, absent, pupils, expectedAbsent, sites: trained },
    reason: most?.[0] ?? "too-few-sites",
  };
}
