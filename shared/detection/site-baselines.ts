import type { SiteRulePolicy } from "../domain/alerts/alert-policy.ts";
import { noCount } from "../domain/survey/day-sheet.ts";
import type { AlignedDays } from "./aligned-days.ts";
import { isObserved, lastingFlags, trains, wasAskedAndOpen } from "./hygiene.ts";

/** The baselines of all sites as seen from one survey day, and the sums behind the day's territory factor. */
export type SiteBaselines = {
  /** Per site: absent and enrolled pupils over all its baseline observations, and the number of these. */
  absent: Float64Array;
  pupils: Float64Array;
  observations: Uint8Array;
  /** Per level: the same sums over its sites. */
  levelAbsent: Float64Array;
  levelPupils: Float64Array;
  /** p_i per site; NaN while it has too few observations. */
  rate: Float64Array;
  /** Per site: enrolled pupils at its last report before the day; 0 when it never reported. */
  latestPupils: Int32Array;
  /** Over the sites with a rate that reported on the day. */
  day: { asked: number; reported: number; absent: number; expectedAbsent: number };
  /** Over the sites with a rate that were expected on the day and have not reported. */
  missing: { sites: number; expectedAbsent: number };
};

/** p_i = (Σa + κ·p_type) / (Σn + κ): the site's own rate, pulled towards its level's rate when it has few pupils. */
export function shrunkRate(absent: number, pupils: number, levelRate: number, shrinkagePupils: number): number {
  return (absent + shrinkagePupils * levelRate) / (pupils + shrinkagePupils);
}

/** Computes the baselines of every site for day `k` of the aligned days. Linear in sites × days. */
export function siteBaselinesAt<L extends string>(
  days: AlignedDays<L>,
  k: number,
  rule: SiteRulePolicy,
): SiteBaselines {
  const sites = days.siteCodes.length;
  const absent = new Float64Array(sites);
  const pupils = new Float64Array(sites);
  const observations = new Uint8Array(sites);
  const latestPupils = new Int32Array(sites);
  for (let d = k - 1; d >= 0; d--) {
    const [dayAbsent, dayPupils, flags] = columnsOf(days, d);
    const guarded = d >= k - rule.guardDays;
    const lasting = lastingFlags(k - d);
    for (let i = 0; i < sites; i++) {
      const n = at(dayPupils, i);
      if (latestPupils[i] === 0) latestPupils[i] = n;
      if (guarded || at(observations, i) >= rule.baselineObservations) continue;
      const a = at(dayAbsent, i);
      if (!trains(a, n, at(flags, i) & lasting)) continue;
      absent[i] = at(absent, i) + a;
      pupils[i] = at(pupils, i) + n;
      observations[i] = at(observations, i) + 1;
    }
  }

  const levelAbsent = new Float64Array(days.levels.length);
  const levelPupils = new Float64Array(days.levels.length);
  for (let i = 0; i < sites; i++) {
    const level = at(days.levelOf, i);
    levelAbsent[level] = at(levelAbsent, level) + at(absent, i);
    levelPupils[level] = at(levelPupils, level) + at(pupils, i);
  }

  const rate = new Float64Array(sites).fill(Number.NaN);
  const day = { asked: 0, reported: 0, absent: 0, expectedAbsent: 0 };
  const missing = { sites: 0, expectedAbsent: 0 };
  const [dayAbsent, dayPupils, flags] = columnsOf(days, k);
  for (let i = 0; i < sites; i++) {
    const asked = wasAskedAndOpen(at(flags, i));
    if (asked) day.asked += 1;
    if (at(observations, i) < rule.baselineObservationsMin) continue;
    const level = at(days.levelOf, i);
    const levelRate = at(levelAbsent, level) / at(levelPupils, level);
    const p = shrunkRate(at(absent, i), at(pupils, i), levelRate, rule.shrinkagePupils);
    rate[i] = p;
    if (isObserved(at(dayAbsent, i), at(dayPupils, i), at(flags, i))) {
      day.reported += 1;
      day.absent += at(dayAbsent, i);
      day.expectedAbsent += at(dayPupils, i) * p;
    } else if (asked) {
      missing.sites += 1;
      missing.expectedAbsent += at(latestPupils, i) * p;
    }
  }
  return { absent, pupils, observations, levelAbsent, levelPupils, rate, latestPupils, day, missing };
}

const noDay = [new Int32Array(), new Int32Array(), new Uint16Array()] as const;

/** Absent, pupils and flags of day `d`. */
export function columnsOf<L extends string>(
  days: AlignedDays<L>,
  d: number,
): readonly [Int32Array, Int32Array, Uint16Array] {
  const [absent, pupils, flags] = [days.absent[d], days.pupils[d], days.flags[d]];
  return absent === undefined || pupils === undefined || flags === undefined ? noDay : [absent, pupils, flags];
}

/** The element, or `noCount` outside the column; a loop over the column's length never reads there. */
export function at(column: Int32Array | Uint16Array | Uint8Array | Float64Array, i: number): number {
  return column[i] ?? noCount;
}
