import type { AbsoluteExplanation } from "../domain/alerts/explanation.ts";
import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import { isRowObserved, nobodyExpected } from "./level-coverage.ts";
import type { Evaluation, RuleOutcome } from "./rule.ts";

/** A line for the absence rate (0 to 1). A site of at least `pupilsMin` pupils crosses it when it reaches it. */
export type FixedLine<L extends string> = {
  rule: AbsoluteExplanation["rule"];
  severity: AlertSeverity;
  pupilsMin: number;
  /** `undefined`: the level has no line. */
  absenceRateMinOf: (level: L) => number | undefined;
};

/** Compares every reporting site of the day with a fixed line. */
export function compareWithLine<L extends string>(evaluation: Evaluation<L>, line: FixedLine<L>): RuleOutcome<L> {
  const { today, coverage, officeCode, policyVersion, verdict } = evaluation;
  const { territory, surveyDate } = today;
  const outcome: RuleOutcome<L> = { findings: [], assessments: [] };

  for (const [i, siteCode] of today.siteCodes.entries()) {
    const level = today.levels[i];
    if (level === undefined || !isRowObserved(today, i)) continue;
    const absenceRateMin = line.absenceRateMinOf(level);
    if (absenceRateMin === undefined) continue;

    const absent = today.absent[i] ?? 0;
    const pupils = today.pupils[i] ?? 0;
    const scope = { kind: "site", siteCode, territory, level } as const;
    const completeness = coverage.get(level) ?? nobodyExpected;
    const about = { rule: line.rule, scope, surveyDate, completeness, absent, pupils };
    if (pupils < line.pupilsMin) {
      outcome.assessments.push({ ...about, kind: "not-assessable", reason: "too-few-pupils" });
      continue;
    }

    const absenceRate = absent / pupils;
    const signal = absenceRate >= absenceRateMin;
    outcome.assessments.push({ ...about, kind: "assessed", signal, measure: { kind: "line", absenceRateMin } });
    if (!signal) continue;
    outcome.findings.push({
      scope,
      explanation: {
        rule: line.rule,
        surveyDate,
        verdict,
        severity: line.severity,
        officeCode,
        policyVersion,
        absent,
        pupils,
        absenceRate,
        completeness,
        // This is one site's own count: the reports of other sites do not change it.
        stillAboveIfMissingHadNone: true,
        absenceRateMin,
        pupilsMin: line.pupilsMin,
      },
    });
  }
  return outcome;
}
