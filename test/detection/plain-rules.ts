import { defaultAlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import { type DaySheet, notTraining } from "../../shared/domain/survey/day-sheet.ts";

/**
 * Rules S and T again, written formula by formula from docs/detection.md, without regard to speed. The tests compare
 * the real rules with these.
 */
type Seen = { absent: number; pupils: number; flags: number; level: string };

const { siteRule: s, territoryRule: t } = defaultAlertPolicy;
const alarmedDaysMax = 12;

function seen(sheet: DaySheet, siteCode: string): Seen | undefined {
  const i = sheet.siteCodes.indexOf(siteCode);
  const [absent = -1, pupils = 0, flags = 0] = [sheet.absent[i], sheet.pupils[i], sheet.flags[i]];
  if (i < 0 || absent < 0 || pupils <= 0 || (flags & dayFlags.exempt) !== 0) return undefined;
  return { absent, pupils, flags, level: sheet.levels[i] ?? "" };
}

function trained(days: readonly DaySheet[], k: number, d: number, siteCode: string): Seen | undefined {
  const sheet = days[d];
  const row = sheet === undefined ? undefined : seen(sheet, siteCode);
  const forgotten = k - d > alarmedDaysMax ? dayFlags.alarmed : 0;
  return row === undefined || (row.flags & ~forgotten & notTraining) !== 0 ? undefined : row;
}

function baseline(days: readonly DaySheet[], k: number, siteCode: string): Seen[] {
  const points: Seen[] = [];
  for (let d = k - 1 - s.guardDays; d >= 0 && points.length < s.baselineObservations; d--) {
    const row = trained(days, k, d, siteCode);
    if (row !== undefined) points.push(row);
  }
  return points;
}

const sum = (rows: readonly Seen[], of: "absent" | "pupils") => rows.reduce((total, row) => total + row[of], 0);

/** p_i of every site that has one on day `k`, with the pupils behind it. */
function plainRates(days: readonly DaySheet[], k: number): Map<string, { rate: number; pupils: number }> {
  const codes = [...new Set(days.flatMap((day) => day.siteCodes))];
  const levelOf = new Map<string, string>();
  for (const day of days) for (const [i, code] of day.siteCodes.entries()) levelOf.set(code, day.levels[i] ?? "");
  const baselines = new Map(codes.map((code) => [code, baseline(days, k, code)]));
  const rates = new Map<string, { rate: number; pupils: number }>();
  for (const [code, points] of baselines) {
    if (points.length < s.baselineObservationsMin) continue;
    const level = [...baselines]
      .filter(([other]) => levelOf.get(other) === levelOf.get(code))
      .flatMap(([, rows]) => rows);
    const levelRate = sum(level, "absent") / sum(level, "pupils");
    const rate = (sum(points, "absent") + s.shrinkagePupils * levelRate) / (sum(points, "pupils") + s.shrinkagePupils);
    rates.set(code, { rate, pupils: sum(points, "pupils") });
  }
  return rates;
}

/** μ and ρ of each site that reported on day `k` and has a baseline. */
export function plainExpectations(days: readonly DaySheet[], k: number) {
  const rates = plainRates(days, k);
  const today = days[k];
  if (today === undefined) return new Map<string, { expectedRate: number; overdispersion: number }>();
  const asked = today.siteCodes.filter(
    (_, i) => ((today.flags[i] ?? 0) & (dayFlags.expected | dayFlags.exempt)) === dayFlags.expected,
  );
  const reporting = today.siteCodes.flatMap((code) => {
    const row = seen(today, code);
    const known = rates.get(code);
    return row === undefined || known === undefined ? [] : [{ code, row, ...known }];
  });
  return new Map(
    reporting.map(({ code, rate, pupils }) => {
      const others = reporting.filter((other) => other.code !== code);
      const askedOthers = asked.filter((other) => other !== code).length;
      const absent = others.reduce((total, { row }) => total + row.absent, 0);
      const expected = others.reduce((total, other) => total + other.row.pupils * other.rate, 0);
      const factor =
        others.length < s.territoryFactorSitesMin || others.length < askedOthers / 2
          ? 1
          : Math.min(Math.max(absent / expected, 1), s.territoryFactorMax);
      return [
        code,
        { expectedRate: Math.min(0.95, rate * factor), overdispersion: s.overdispersion + 1 / (pupils + 50) },
      ] as const;
    }),
  );
}

/** z of a level on day `k`, or nothing where there is no verdict. */
export function plainZ(days: readonly DaySheet[], k: number, level: string): number | undefined {
  const rates = plainRates(days, k);
  const today = days[k];
  if (today === undefined) return undefined;
  const asked = today.siteCodes.filter(
    (_, i) =>
      today.levels[i] === level &&
      ((today.flags[i] ?? 0) & (dayFlags.expected | dayFlags.exempt)) === dayFlags.expected,
  );
  const usable = (code: string) => {
    const row = seen(today, code);
    return row !== undefined && (row.flags & (dayFlags.strike | dayFlags.weather)) === 0;
  };
  if (asked.length === 0 || asked.filter(usable).length < t.reportedShareMin * asked.length) return undefined;
  const sites = today.siteCodes.filter((code, i) => today.levels[i] === level && usable(code) && rates.has(code));
  const y = (rows: readonly { code: string; row: Seen }[]) => {
    const a = rows.reduce((total, { row }) => total + row.absent, 0);
    const n = rows.reduce((total, { row }) => total + row.pupils, 0);
    const e = rows.reduce((total, { code, row }) => total + row.pupils * (rates.get(code)?.rate ?? 0), 0);
    return Math.log((a + 0.5) / (n - a + 0.5)) - Math.log((e + 0.5) / (n - e + 0.5));
  };
  const now = sites.flatMap((code) => {
    const row = seen(today, code);
    return row === undefined ? [] : [{ code, row }];
  });
  const enrolled = now.reduce((total, { row }) => total + row.pupils, 0);
  if (now.length < t.sitesMin || enrolled < t.pupilsMin) return undefined;
  const past: number[] = [];
  for (let d = k - 1 - t.guardDays; d >= 0 && past.length < t.baselineDays; d--) {
    const then = sites.flatMap((code) => {
      const row = trained(days, k, d, code);
      return row === undefined ? [] : [{ code, row }];
    });
    if (then.length >= t.sitesMin && then.length >= t.reportedShareMin * sites.length) past.push(y(then));
  }
  if (past.length < t.baselineDaysMin) return undefined;
  const middle = medianOf(past);
  const spread = Math.max(1.4826 * medianOf(past.map((value) => Math.abs(value - middle))), t.spreadMin);
  return (y(now) - middle) / spread;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return (low + high) / 2;
}
