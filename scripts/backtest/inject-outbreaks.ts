import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { replayDays } from "../../shared/detection/replay-days.ts";
import { type DaySheet, noCount } from "../../shared/domain/survey/day-sheet.ts";
import type { Candidate } from "./rule-spec.ts";

/** How many outbreaks put into real data a rule found, out of those at sites for which it had a verdict. */
export type Injection = { points: number; outbreaks: number; found: number };

/** The sites of one territory with an outbreak, and its dates. */
type Outbreaks = { siteCodes: ReadonlySet<string>; dates: ReadonlySet<string> };

const rounds = 10;
/** One site in 40 at a time, so few that the rest of the territory stays the same. */
const siteShare = 0.025;
const outbreakDays = 4;
const seed = 1;

/**
 * Adds outbreaks to the last survey days of the file, at a few random sites at a time. It counts how many each rule
 * finds: the rule's sensitivity on the noise of real data. The same file gives the same outbreaks.
 * @param points share of the site's pupils who are absent in addition, 0 to 1
 */
export function findInjected(
  territories: readonly (readonly DaySheet<string>[])[],
  candidates: readonly Candidate[],
  points: number,
): Map<string, Injection> {
  const generator = mersenne(seed);
  const random = () => uniformFloat64(generator);
  const results = new Map(candidates.map(({ name }) => [name, { points, outbreaks: 0, found: 0 }]));
  for (let round = 0; round < rounds; round++) {
    for (const sheets of territories) {
      const { changed, outbreaks } = withOutbreaks(sheets, points, random);
      for (const { name, evaluate } of candidates) {
        const result = results.get(name);
        if (result === undefined) continue;
        const { assessed, found } = sitesOf(changed, evaluate, outbreaks);
        result.outbreaks += assessed;
        result.found += found;
      }
    }
  }
  return results;
}

function withOutbreaks(
  sheets: readonly DaySheet<string>[],
  points: number,
  random: () => number,
): { changed: DaySheet<string>[]; outbreaks: Outbreaks } {
  const last = sheets.slice(-outbreakDays);
  const dates = new Set(last.map(({ surveyDate }) => surveyDate));
  const siteCodes = new Set((last[0]?.siteCodes ?? []).filter(() => random() < siteShare));
  const changed = sheets.map((sheet) => {
    if (!dates.has(sheet.surveyDate)) return sheet;
    const absent = sheet.absent.map((count, i) => {
      const [siteCode = "", pupils = 0] = [sheet.siteCodes[i], sheet.pupils[i]];
      return count === noCount || !siteCodes.has(siteCode)
        ? count
        : Math.min(pupils, count + Math.round(points * pupils));
    });
    return { ...sheet, absent };
  });
  return { changed, outbreaks: { siteCodes, dates } };
}

/** Sites with a verdict on a day of their outbreak, and how many of them have a finding. */
function sitesOf(
  sheets: readonly DaySheet<string>[],
  evaluate: Candidate["evaluate"],
  { siteCodes, dates }: Outbreaks,
): { assessed: number; found: number } {
  const assessed = new Set<string>();
  const found = new Set<string>();
  for (const { sheet, outcome } of replayDays(sheets, evaluate)) {
    if (!dates.has(sheet.surveyDate)) continue;
    for (const { scope, kind } of outcome.assessments) {
      if (scope.kind === "site" && kind === "assessed") assessed.add(scope.siteCode);
    }
    for (const { scope } of outcome.findings) if (scope.kind === "site") found.add(scope.siteCode);
  }
  return { assessed: countIn(siteCodes, assessed), found: countIn(siteCodes, found) };
}

function countIn(wanted: ReadonlySet<string>, among: ReadonlySet<string>): number {
  return [...wanted].filter((siteCode) => among.has(siteCode)).length;
}
