import { type SignallingSite, signallingSitesListedMax } from "../domain/alerts/explanation.ts";
import { isObserved } from "./hygiene.ts";
import { nobodyExpected } from "./level-coverage.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";
import { at, columnsOf } from "./site-baselines.ts";
import { isCommonCause } from "./site-signals.ts";

/**
 * "Common cause or calendar?": one notice per school level replaces the alerts of its sites on a day on which too many
 * of them signal at once. Snow, a strike and a long weekend look like this. A wave does too, and rule T reports it.
 */
export function commonCause<L extends string>(evaluation: Evaluation<L>): RuleOutcome<L> {
  const { policy, officeCode, policyVersion, today, verdict, coverage } = evaluation;
  const { territory, surveyDate } = today;
  const outcome: RuleOutcome<L> = { findings: [], assessments: [] };
  if (!policy.commonCause.enabled || !policy.siteRule.enabled) return outcome;

  const days = evaluation.days();
  const { readings, levels, territory: everywhere } = evaluation.siteSignalsOn(days.dates.length - 1);
  const [absents, pupilses, flags] = columnsOf(days, days.dates.length - 1);
  for (const [index, level] of days.levels.entries()) {
    const counts = levels[index];
    if (counts === undefined || counts.reportingSites === 0) continue;
    let [absent, pupils] = [0, 0];
    for (let i = 0; i < days.siteCodes.length; i++) {
      if (at(days.levelOf, i) !== index || !isObserved(at(absents, i), at(pupilses, i), at(flags, i))) continue;
      absent += at(absents, i);
      pupils += at(pupilses, i);
    }
    const scope = { kind: "territory", territory, level } as const;
    const completeness = coverage.get(level) ?? nobodyExpected;
    const about = { rule: "common-cause", scope, surveyDate, completeness, absent, pupils } as const;
    if (counts.readableSites === 0) {
      outcome.assessments.push({ ...about, kind: "not-assessable", reason: "warming-up" });
      continue;
    }
    const signal = counts.commonCause !== undefined;
    const { signallingSites, reportingSites } = counts.commonCause === "territory" ? everywhere : counts;
    const measure = { kind: "share", signallingSites, reportingSites } as const;
    outcome.assessments.push({ ...about, kind: "assessed", signal, measure });
    if (!signal) continue;

    const sites = readings.flatMap(({ site, path, lnProbability }): SignallingSite[] => {
      const siteCode = days.siteCodes[site];
      if (siteCode === undefined || path === undefined || lnProbability === undefined) return [];
      return at(days.levelOf, site) === index ? [{ siteCode, path, lnProbability }] : [];
    });
    outcome.findings.push({
      scope,
      explanation: {
        rule: "common-cause",
        surveyDate,
        verdict,
        severity: "attention",
        officeCode,
        policyVersion,
        absent,
        pupils,
        absenceRate: absent / pupils,
        completeness,
        stillAboveIfMissingHadNone: isCommonCause(measure, policy.commonCause, completeness.missing),
        parameters: policy.commonCause,
        signallingSites,
        reportingSites,
        ...(counts.commonCause === "territory" ? { countedOver: "territory" as const } : {}),
        sites: sites.sort((a, b) => a.lnProbability - b.lnProbability).slice(0, signallingSitesListedMax),
      },
    });
  }
  return outcome;
}
