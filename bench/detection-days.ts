import { randomBeta, randomBinomial } from "d3-random";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { evaluateDay } from "../shared/detection/evaluate-day.ts";
import { defaultAlertPolicy } from "../shared/domain/alerts/alert-policy.ts";
import { dayFlags } from "../shared/domain/calendar/day-flags.ts";
import { addDays } from "../shared/domain/calendar/local-date.ts";
import { levels } from "../shared/domain/codes.ts";
import { firstOfficeCode } from "../shared/domain/region/health-office.ts";
import { type DaySheet, noCount } from "../shared/domain/survey/day-sheet.ts";

/** A baseline of 12 days, the guard, and extra days that do not train. */
export const historyDays = 29;
const overdispersion = 0.003;
const missingShare = 0.03;

/**
 * Ordinary survey days of one territory, always the same for the same number of sites. The last one is the day to
 * evaluate.
 */
export function ordinaryDays(sites: number): DaySheet[] {
  const generator = mersenne(sites);
  const random = () => uniformFloat64(generator);
  const beta = randomBeta.source(random);
  const binomial = randomBinomial.source(random);
  const siteCodes = Array.from({ length: sites }, (_, i) => `MI${String(i).padStart(8, "0")}`);
  const siteLevels = siteCodes.map((_, i) => levels[i % levels.length] ?? "primary");
  const pupils = siteCodes.map(() => 40 + Math.floor(400 * random()));
  const weight = 1 / overdispersion - 1;
  const rates = siteCodes.map(() => beta(8.4, 131.6)());
  return Array.from({ length: historyDays + 1 }, (_, day): DaySheet => {
    const absent = Int32Array.from(pupils, (n, i) => {
      const rate = rates[i] ?? 0;
      return random() < missingShare ? noCount : binomial(n, beta(rate * weight, (1 - rate) * weight)())();
    });
    return {
      territory: "MILANO",
      surveyDate: addDays("2026-10-01", day),
      siteCodes: [...siteCodes],
      levels: siteLevels,
      pupils: Int32Array.from(pupils, (n, i) => (absent[i] === noCount ? 0 : n)),
      absent,
      flags: Uint16Array.from(absent, (x) => dayFlags.expected | (x === noCount ? 0 : dayFlags.onTime)),
    };
  });
}

/** Evaluates the last day with the default policy, rules S and T and the absolute layer. */
export function evaluateLast(days: readonly DaySheet[]): number {
  const today = days.at(-1);
  if (today === undefined) throw new RangeError("no day to evaluate");
  const history = days.slice(0, -1);
  const input = {
    policy: defaultAlertPolicy,
    officeCode: firstOfficeCode,
    policyVersion: 1,
    today,
    history,
    verdict: "final",
  } as const;
  return evaluateDay(input).assessments.length;
}
