import type { SiteExplanation } from "../domain/alerts/explanation.ts";
import { isObserved, knownCauseOf, wasAskedAndOpen } from "./hygiene.ts";
import { nobodyExpected } from "./level-coverage.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";
import { at, columnsOf } from "./site-baselines.ts";
import { fullTest, type SiteReading } from "./site-signals.ts";
import { siteRulePath, siteSeverity, testIfMissingHadNone } from "./site-test.ts";

/**
 * Rule S compares one site with its own past on one survey day, and allows for a high rate in the whole territory. When
 * a common cause is more likely, the level's notice replaces the findings of its sites. The assessments stay.
 *
 * @see docs/detection.md for the formulas and the evidence behind each default
 */
export function siteRule<L extends string>(evaluation: Evaluation<L>): RuleOutcome<L> {
  const { policy, today, coverage } = evaluation;
  const outcome: RuleOutcome<L> = { findings: [], assessments: [] };
  if (!policy.siteRule.enabled) return outcome;

  const days = evaluation.days();
  const signals = evaluation.siteSignalsOn(days.dates.length - 1);
  const k = days.dates.length - 1;
  const baselines = evaluation.baselinesAt(k);
  const [absents, pupilses, flags] = columnsOf(days, k);
  let next = 0;
  for (let i = 0; i < days.siteCodes.length; i++) {
    const [x, n, bits] = [at(absents, i), at(pupilses, i), at(flags, i)];
    const observed = isObserved(x, n, bits);
    if (!observed && !wasAskedAndOpen(bits)) continue;
    const index = at(days.levelOf, i);
    const [siteCode, level] = [days.siteCodes[i], days.levels[index]];
    if (siteCode === undefined || level === undefined) continue;
    const scope = { kind: "site", siteCode, territory: today.territory, level } as const;
    const completeness = coverage.get(level) ?? nobodyExpected;
    const [absent, pupils] = observed ? [x, n] : [0, 0];
    const about = { rule: "site", scope, surveyDate: today.surveyDate, completeness, absent, pupils } as const;

    const reading = signals.readings[next];
    if (reading?.site !== i) {
      const tooFew = Number.isNaN(at(baselines.rate, i)) ? "warming-up" : "too-few-pupils";
      outcome.assessments.push({ ...about, kind: "not-assessable", reason: observed ? tooFew : "no-report" });
      continue;
    }
    next += 1;
    const { expectation, lnProbability, path } = reading;
    outcome.assessments.push({
      ...about,
      kind: "assessed",
      signal: path !== undefined,
      measure: {
        kind: "site",
        expectedRate: expectation.expectedRate,
        overdispersion: expectation.overdispersion,
        ...(lnProbability === undefined ? {} : { lnProbability }),
        ...(path === undefined ? {} : { path }),
      },
    });
    if (path === undefined) continue;
    if (policy.commonCause.enabled && signals.levels[index]?.commonCause !== undefined) continue;
    outcome.findings.push({ scope, explanation: explain(evaluation, reading, path, completeness) });
  }
  return outcome;
}

function explain<L extends string>(
  evaluation: Evaluation<L>,
  reading: SiteReading,
  path: SiteExplanation["path"],
  completeness: SiteExplanation["completeness"],
): SiteExplanation {
  const { policy, officeCode, policyVersion, verdict, today } = evaluation;
  const days = evaluation.days();
  const k = days.dates.length - 1;
  const knownCause = knownCauseOf(at(columnsOf(days, k)[2], reading.site));
  const test = fullTest(days, evaluation.baselinesAt(k), k, reading.site, policy.siteRule);
  const before = reading.confirmedBy;
  const previous =
    before === undefined
      ? undefined
      : fullTest(days, evaluation.baselinesAt(before), before, reading.site, policy.siteRule);
  return {
    rule: "site",
    surveyDate: today.surveyDate,
    verdict,
    severity: siteSeverity(path, knownCause),
    officeCode,
    policyVersion,
    absent: test.absent,
    pupils: test.pupils,
    absenceRate: test.absent / test.pupils,
    completeness,
    stillAboveIfMissingHadNone:
      siteRulePath(
        testIfMissingHadNone(test, policy.siteRule).lnProbability,
        previous?.lnProbability,
        policy.siteRule,
      ) !== undefined,
    parameters: policy.siteRule,
    path,
    ...(knownCause === undefined ? {} : { knownCause }),
    test,
    ...(previous === undefined ? {} : { previous }),
  };
}
