import type { TerritoryRulePolicy } from "../domain/alerts/alert-policy.ts";
import type { TerritoryExplanation, TerritoryTest } from "../domain/alerts/explanation.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";
import { previousDaysMax } from "./site-signals.ts";
import { type MissingSites, readTerritory, type TerritoryReading } from "./territory-sums.ts";
import { rateAt, testTerritory } from "./territory-test.ts";

/**
 * Rule T compares the reporting sites of one school level in one territory, taken together, with the past of the same
 * sites. One day far above the usual is a signal. The policy's number of such valid days in a row is an alert.
 *
 * @see docs/detection.md for the formulas and the evidence behind each default
 */
export function territoryRule<L extends string>(evaluation: Evaluation<L>): RuleOutcome<L> {
  const { policy, officeCode, policyVersion, today, verdict, coverage } = evaluation;
  const rule = policy.territoryRule;
  const outcome: RuleOutcome<L> = { findings: [], assessments: [] };
  if (!rule.enabled) return outcome;

  const days = evaluation.days();
  const k = days.dates.length - 1;
  const { surveyDate, territory } = today;
  for (const [index, level] of days.levels.entries()) {
    const completeness = coverage.get(level);
    // A level that is only in the history has nothing to assess today.
    if (completeness === undefined) continue;
    const scope = { kind: "territory", territory, level } as const;
    const about = { rule: "territory", scope, surveyDate, completeness } as const;
    const read = (day: number, missingSites: MissingSites): TerritoryReading =>
      readTerritory(days, evaluation.baselinesAt(day), day, index, rule, missingSites);

    const reading = read(k, "left-out");
    if (reading.kind === "not-assessable") {
      outcome.assessments.push({ ...about, ...reading });
      continue;
    }
    const test = testTerritory(reading.inputs, rule);
    const signal = test.z > rule.zMax;
    const { absent, pupils, z } = test;
    outcome.assessments.push({
      ...about,
      absent,
      pupils,
      kind: "assessed",
      signal,
      measure: {
        kind: "territory",
        expectedRate: rateAt(0, test),
        lowRate: rateAt(-rule.zMax, test),
        highRate: rateAt(rule.zMax, test),
        z,
      },
    });
    if (!signal) continue;
    const hasCommonCause = (day: number): boolean =>
      policy.commonCause.enabled && evaluation.siteSignalsOn(day).levels[index]?.commonCause !== undefined;
    const previous = confirmingTests(k, rule, hasCommonCause, (day) => {
      const before = read(day, "left-out");
      return before.kind === "assessed" ? testTerritory(before.inputs, rule) : undefined;
    });
    if (previous === undefined) continue;

    const full = completeness.missing === 0 ? undefined : read(k, "as-nobody-absent");
    const testIfMissingHadNone = full?.kind === "assessed" ? testTerritory(full.inputs, rule) : undefined;
    outcome.findings.push({
      scope,
      explanation: {
        rule: "territory",
        surveyDate,
        verdict,
        severity: "alert",
        officeCode,
        policyVersion,
        absent,
        pupils,
        absenceRate: absent / pupils,
        completeness,
        stillAboveIfMissingHadNone: staysAbove(test, testIfMissingHadNone, rule.zMax),
        parameters: rule,
        test,
        previous,
        ...(testIfMissingHadNone === undefined ? {} : { testIfMissingHadNone }),
      },
    });
  }
  return outcome;
}

/** Whether the signal remains if the missing sites report that nobody is absent. */
export function staysAbove(
  test: TerritoryTest,
  ifMissingHadNone: TerritoryExplanation["testIfMissingHadNone"],
  zMax: number,
): boolean {
  return (ifMissingHadNone ?? test).z > zMax;
}

/**
 * The tests of the earlier valid survey days that turn the signal of day `k` into an alert, newest first. Undefined
 * when there are too few. Each day is at most `previousDaysMax` days before the next one. A day with a common cause and
 * a day without one do not confirm each other: a snowfall and a chance signal differ, but both days of a wave are
 * alike.
 */
function confirmingTests(
  k: number,
  rule: TerritoryRulePolicy,
  hasCommonCause: (day: number) => boolean,
  testOn: (day: number) => TerritoryTest | undefined,
): TerritoryTest[] | undefined {
  const wanted = rule.consecutiveDays - 1;
  const found: TerritoryTest[] = [];
  let from = k;
  for (let d = k - 1; d >= Math.max(0, from - previousDaysMax) && found.length < wanted; d--) {
    const test = testOn(d);
    if (test === undefined) continue;
    if (!(test.z > rule.zMax) || hasCommonCause(d) !== hasCommonCause(k)) return undefined;
    found.push(test);
    from = d;
  }
  return found.length === wanted ? found : undefined;
}
