import { dayFlags } from "../domain/calendar/day-flags.ts";
import type { DaySheet } from "../domain/survey/day-sheet.ts";
import { isRowObserved } from "./level-coverage.ts";
import type { AnyOutcome } from "./rule.ts";

/**
 * Sets the `alarmed` flag on the observations that must not train a baseline, by the day's final evaluation. It marks
 * each site that signalled under rule S, also when a notice replaced its alert. It marks every reporting site of a
 * level with a common cause or a territory alert. The crossing of a fixed line alone does not count: a site where 40 %
 * is usual would otherwise never get a baseline.
 */
export function markAlarmed<L extends string>(sheet: DaySheet<L>, outcome: AnyOutcome<L>): DaySheet<L> {
  const sites = new Set<string>();
  for (const { rule, scope, ...assessment } of outcome.assessments) {
    const signals = assessment.kind === "assessed" && assessment.signal;
    if (rule === "site" && scope.kind === "site" && signals) sites.add(scope.siteCode);
  }
  const levels = new Set<L>();
  for (const { scope, explanation } of outcome.findings) {
    if (explanation.rule === "territory" || explanation.rule === "common-cause") levels.add(scope.level);
  }

  const flags = sheet.flags.map((bits, i) => {
    const [siteCode, level] = [sheet.siteCodes[i], sheet.levels[i]];
    const alarmed = siteCode !== undefined && level !== undefined && (sites.has(siteCode) || levels.has(level));
    return alarmed && isRowObserved(sheet, i) ? bits | dayFlags.alarmed : bits & ~dayFlags.alarmed;
  });
  return { ...sheet, flags };
}
