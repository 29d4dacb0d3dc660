import type { CommonCausePolicy } from "../domain/alert-policy.ts";
import { type SignallingSite, signallingSitesListedMax } from "../domain/explanation.ts";
import { isObserved } from "./hygiene.ts";
import { nobodyExpected } from "./level-coverage.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";
import { at, columnsOf } from "./site-baselines.ts";

/** Whether so many of the reporting sites signal that one cause is likelier than as many outbreaks. */
export function isCommonCause(signallingSites: number, reportingSites: number, policy: CommonCausePolicy): boolean {
  return signallingSites >= policy.signallingSitesMin && signallingSites > reportingSites * policy.signallingShareMax;
}

/**
 * "Common cause or calendar?": one notice per school level that stands in for its sites' alerts on a day on which too
 * many of them signal at once. Snow, a strike and a long weekend look like this; so does a wave, which rule T tells.
 */
export function commonCause<L extends string>(evaluation: Evaluation<L>): RuleOutcome<L> {
  const { policy, policyVersion, today, verdict, coverage } = evaluation;
  const outcome: RuleOutcome<L> = { findings: [], assessments: [] };
  if (!policy.commonCause.enabled || !policy.siteRule.enabled) return outcome;

  const days = evaluation.days();
  const signals = evaluation.siteSignals();
  const [absents, pupilses, flags] = columnsOf(days, days.dates.length - 1);
  for (const [index, level] of days.levels.entries()) {
    const reportingSites = at(signals.reporting, index);
    if (reportingSites === 0) continue;
    const signallingSites = at(signals.signalling, index);
    let [absent, pupils] = [0, 0];
    for (let i = 0; i < days.siteCodes.length; i++) {
      if (at(days.levelOf, i) !== index || !isObserved(at(absents, i), at(pupilses, i), at(flags, i))) continue;
      absent += at(absents, i);
      pupils += at(pupilses, i);
    }
    const scope = { kind: "territory", territory: today.territory, level } as const;
    const completeness = coverage.get(level) ?? nobodyExpected;
    const signal = isCommonCause(signallingSites, reportingSites, policy.commonCause);
    outcome.assessments.push({
      rule: "common-cause",
      scope,
      surveyDate: today.surveyDate,
      completeness,
      absent,
      pupils,
      kind: "assessed",
      signal,
      measure: { kind: "share", signallingSites, reportingSites },
    });
    if (!signal) continue;

    const sites = signals.readings.flatMap(({ site, path, lnProbability }): SignallingSite[] => {
      const siteCode = days.siteCodes[site];
      if (siteCode === undefined || path === undefined || lnProbability === undefined) return [];
      return at(days.levelOf, site) === index ? [{ siteCode, path, lnProbability }] : [];
    });
    outcome.findings.push({
      scope,
      explanation: {
        rule: "common-cause",
        surveyDate: today.surveyDate,
        verdict,
        severity: "attention",
        policyVersion,
        absent,
        pupils,
        absenceRate: absent / pupils,
        completeness,
        stillAboveIfMissingHadNone: isCommonCause(
          signallingSites,
          reportingSites + completeness.missing,
          policy.commonCause,
        ),
        parameters: policy.commonCause,
        signallingSites,
        reportingSites,
        sites: sites.sort((a, b) => a.lnProbability - b.lnProbability).slice(0, signallingSitesListedMax),
      },
    });
  }
  return outcome;
}
