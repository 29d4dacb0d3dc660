import { randomBeta, randomBinomial, randomNormal } from "d3-random";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { permanentCalendar } from "../../shared/domain/calendar/calendar.ts";
import { dayFlags } from "../../shared/domain/calendar/day-flags.ts";
import type { Level, SiteCode } from "../../shared/domain/codes.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";
import { type Scenario, scenarioNames } from "./scenarios.ts";

/** One survey day: on its evening, when the late sites are still missing, and when it closes. */
type SimulatedDay = { evening: DaySheet; closed: DaySheet };

/** The simulated event. Days are indexes; the last one is included. */
type TrueEvent = { from: number; to: number; siteCode?: SiteCode };

export type Season = { days: SimulatedDay[]; event?: TrueEvent };

export type SeasonInput = {
  scenario: Scenario;
  seed: number;
  repetition: number;
  sites: number;
  /** Whether the sheets have the calendar's flags. */
  hygiene: boolean;
};

/** Pupils per site at these quantiles of the sites of Milano and Lodi in 2022/23 (Ministry of Education). */
const sizeShares = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95];
const sizes: readonly { level: Level; share: number; pupils: readonly number[] }[] = [
  { level: "primary", share: 0.525, pupils: [77, 90, 112, 162, 189, 218, 257, 293, 338, 410, 463] },
  { level: "lower-secondary", share: 0.3, pupils: [65, 99, 148, 186, 217, 258, 299, 348, 401, 464, 519] },
  { level: "upper-secondary", share: 0.175, pupils: [30, 58, 100, 140, 213, 310, 431, 620, 874, 1060, 1156] },
];

/** Site rates Beta(mean .06, sd .02): a + b = mean(1 − mean)/sd² − 1. */
const rateMean = 0.06;
const rateWeight = (rateMean * (1 - rateMean)) / 0.02 ** 2 - 1;
/** Day effect N(0, .08) on the logit, and the variance of a site's day in addition to the binomial. */
const dayEffectDeviation = 0.08;
const overdispersion = 0.003;
const missingShare = 0.03;
const lateShare = 0.2;

/**
 * Calendar effects on the logit, from New York's autumn 2018: 9.2–10.9 % on the first days and 9.2 % before four days
 * off; 6.6 % is usual.
 */
const calendarEffects = [
  [dayFlags.yearStart, 0.4],
  [dayFlags.beforeClosure, 0.2],
  [dayFlags.afterBreak, 0.1],
] as const;

const firstYear = 2014;
const years = 12;
const territory = "MILANO";
/** An event begins when baselines are warm, but early enough to observe all of it. */
const warmDays = 16;
const outbreakDays = 4;
const fluDeviationDays = 5;
const pandemicDoublings = 5;
const pandemicDays = 10;

/** Draws one season of sentinel sites on Lombardy's calendar. The same input gives the same season on any machine. */
export function simulateSeason({ scenario, seed, repetition, sites: siteCount, hygiene }: SeasonInput): Season {
  const generator = mersenne(mix(seed, scenarioNames.indexOf(scenario), repetition));
  const random = () => uniformFloat64(generator);
  const normal = randomNormal.source(random)(0, 1);
  const beta = randomBeta.source(random);
  const binomial = randomBinomial.source(random);
  const between = (low: number, high: number) => low + (high - low) * random();
  const below = (count: number) => Math.floor(random() * count);

  const year = firstYear + below(years);
  const place = { municipality: "F205", level: "primary" } as const;
  const calendar = permanentCalendar.of(territory);
  const dates = calendar.surveyDays(`${year}-09-01`, `${year + 1}-06-30`, place);
  const sites = Array.from({ length: siteCount }, (_, i) => ({
    siteCode: `MIEE8${String(i).padStart(5, "0")}`,
    ...drawSize(random(), random()),
    rate: beta(rateMean * rateWeight, (1 - rateMean) * rateWeight)(),
    wave: Math.exp(0.3 * normal()),
  }));

  const start = warmDays + below(dates.length - warmDays - pandemicDays);
  const affected = sites[below(siteCount)];
  const severity = between(0, 1);
  const onStrike = new Set(sites.filter(() => random() < (scenario === "strike" ? 0.3 : 0.1)));
  const event = eventOf(scenario, start, dates.length, affected?.siteCode);

  /** Absence added at the site on the day, as a share from 0 to 1. */
  function excessOn(day: number, site: (typeof sites)[number]): number {
    const within = day - start;
    switch (scenario) {
      case "quiet":
        return 0;
      case "flu":
        return (0.05 + 0.05 * severity) * site.wave * Math.exp(-0.5 * ((day - fluPeak(start)) / fluDeviationDays) ** 2);
      case "pandemic":
        return within < 0 ? 0 : 0.01 * 2 ** Math.min(within, pandemicDoublings) * site.wave;
      case "outbreak-10":
        return site === affected && within >= 0 && within < outbreakDays ? 0.1 : 0;
      case "outbreak-20":
        return site === affected && within >= 0 && within < outbreakDays ? 0.2 : 0;
      case "snow":
        return within === 0 ? (0.2 + 0.25 * severity) * site.wave : 0;
      case "strike":
      case "strike-flagged":
        return within === 0 && onStrike.has(site) ? between(0.3, 0.7) : 0;
      case "new-usual":
        return site === affected && within >= 0 ? 0.1 : 0;
    }
  }

  const days = dates.map((surveyDate, day): SimulatedDay => {
    const flags = calendar.flagsOf(surveyDate, place);
    const dayEffect =
      dayEffectDeviation * normal() +
      calendarEffects.reduce((sum, [flag, effect]) => sum + ((flags & flag) === 0 ? 0 : effect), 0);
    const closed = emptySheet(surveyDate, sites);
    const evening = emptySheet(surveyDate, sites);
    for (const [i, site] of sites.entries()) {
      const odds = Math.exp(Math.log(site.rate / (1 - site.rate)) + dayEffect);
      const rate = Math.min(odds / (1 + odds) + excessOn(day, site), 0.95);
      const weight = 1 / overdispersion - 1;
      const absent = binomial(site.pupils, beta(rate * weight, (1 - rate) * weight)())();
      const flagged = scenario === "strike-flagged" && day === start && onStrike.has(site) ? dayFlags.strike : 0;
      const known = dayFlags.expected | (hygiene ? flags : 0) | flagged;
      const entry = random();
      const isMissing = entry < missingShare;
      const isLate = !isMissing && entry < missingShare + lateShare;
      writeRow(
        closed,
        i,
        isMissing ? undefined : { pupils: site.pupils, absent },
        known | (isLate ? dayFlags.late : dayFlags.onTime),
      );
      writeRow(evening, i, isMissing || isLate ? undefined : { pupils: site.pupils, absent }, known | dayFlags.onTime);
    }
    return { evening, closed };
  });
  return event === undefined ? { days } : { days, event };
}

/** On the event's first day the wave is at a quarter of its peak. */
function fluPeak(start: number): number {
  return start + Math.round(fluDeviationDays * Math.sqrt(2 * Math.log(4)));
}

function eventOf(
  scenario: Scenario,
  from: number,
  days: number,
  siteCode: SiteCode | undefined,
): TrueEvent | undefined {
  const until = (to: number) => Math.min(to, days - 1);
  switch (scenario) {
    case "quiet":
      return undefined;
    case "flu":
      return { from, to: until(2 * fluPeak(from) - from) };
    case "pandemic":
      return { from, to: until(from + pandemicDays) };
    case "outbreak-10":
    case "outbreak-20":
      return { from, to: until(from + outbreakDays - 1), ...(siteCode === undefined ? {} : { siteCode }) };
    case "snow":
    case "strike":
    case "strike-flagged":
      // The day itself and the next two, because a late notice counts too.
      return { from, to: until(from + 2) };
    case "new-usual":
      return { from, to: days - 1, ...(siteCode === undefined ? {} : { siteCode }) };
  }
}

function drawSize(levelShare: number, sizeShare: number): { level: Level; pupils: number } {
  let rest = levelShare;
  const drawn = sizes.find(({ share }) => {
    rest -= share;
    return rest < 0;
  });
  const { level, pupils } = drawn ?? { level: "primary", pupils: [] };
  const [low = 0, high = 1] = [sizeShares[0], sizeShares.at(-1)];
  const share = Math.min(Math.max(sizeShare, low), high);
  const above = Math.max(
    1,
    sizeShares.findIndex((known) => known >= share),
  );
  const [s0 = 0, s1 = 1, n0 = 0, n1 = 0] = [sizeShares[above - 1], sizeShares[above], pupils[above - 1], pupils[above]];
  return { level, pupils: Math.round(n0 + ((n1 - n0) * (share - s0)) / (s1 - s0)) };
}

function emptySheet(surveyDate: string, sites: readonly { siteCode: SiteCode; level: Level }[]): DaySheet {
  return {
    territory,
    surveyDate,
    siteCodes: sites.map(({ siteCode }) => siteCode),
    levels: sites.map(({ level }) => level),
    pupils: new Int32Array(sites.length),
    absent: new Int32Array(sites.length).fill(noCount),
    flags: new Uint16Array(sites.length),
  };
}

function writeRow(
  sheet: DaySheet,
  i: number,
  count: { pupils: number; absent: number } | undefined,
  flags: number,
): void {
  sheet.flags[i] = count === undefined ? flags & ~(dayFlags.onTime | dayFlags.late) : flags;
  if (count === undefined) return;
  sheet.pupils[i] = count.pupils;
  sheet.absent[i] = count.absent;
}

/** One 32-bit seed from three numbers, so that each season is independent of the ones before (murmur3's finaliser). */
function mix(...numbers: readonly number[]): number {
  return numbers.reduce((hash, number) => {
    let h = Math.imul(hash ^ number, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }, 0x9e3779b9);
}
