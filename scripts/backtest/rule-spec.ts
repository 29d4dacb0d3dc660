import { type EarsMethod, earsMethods, earsRule } from "../../shared/detection/ears.ts";
import { evaluateDay, evaluationOf } from "../../shared/detection/evaluate-day.ts";
import type { Evaluate } from "../../shared/detection/replay-days.ts";
import type { AlertPolicy } from "../../shared/domain/alerts/alert-policy.ts";
import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { InputError } from "../report/input-error.ts";

/** A policy to try: its name, and how it evaluates a day. */
export type Candidate = { name: string; evaluate: Evaluate<string> };

/** Half a percentage point of the absence rate. A smaller spread of a site's past counts as this one. */
const earsDeviationMin = 0.005;

/** Any version will do: the findings of a backtest are not stored. */
const policyVersion = 0;

/**
 * Turns one entry of `--rules` into a candidate: `fixed:0.10` (every site at or over 10 %, whatever its size), `S`,
 * `T`, `S+T`, `C1`, `C2`, `C3` or `policy` (all of the active policy). S and T take their numbers from the policy.
 * @throws InputError for anything else
 */
export function candidateOf(spec: string, active: AlertPolicy): Candidate {
  const off: AlertPolicy = {
    absolute: { ...active.absolute, enabled: false },
    levelThresholds: { ...active.levelThresholds, enabled: false },
    siteRule: { ...active.siteRule, enabled: false },
    commonCause: active.commonCause,
    territoryRule: { ...active.territoryRule, enabled: false },
  };
  const siteRule = { ...active.siteRule, enabled: true };
  const territoryRule = { ...active.territoryRule, enabled: true };
  switch (spec) {
    case "S":
      return withPolicy(spec, { ...off, siteRule });
    case "T":
      return withPolicy(spec, { ...off, territoryRule });
    case "S+T":
      return withPolicy(spec, { ...off, siteRule, territoryRule });
    case "policy":
      return withPolicy(spec, active);
  }
  const method = earsMethods.find((name) => name === spec);
  if (method !== undefined) return withEars(method, active);
  const [, rate] = /^fixed:(0?\.\d+|0|1)$/.exec(spec) ?? [];
  if (rate !== undefined) {
    return withPolicy(spec, { ...off, absolute: { enabled: true, absenceRateMin: Number(rate), pupilsMin: 1 } });
  }
  throw new InputError(`"${spec}" is no rule. Rules: fixed:0.10 (any rate from 0 to 1), S, T, S+T, C1, C2, C3, policy`);
}

function withPolicy(name: string, policy: AlertPolicy): Candidate {
  return {
    name,
    evaluate: (today, history) =>
      evaluateDay({ policy, officeCode: firstOfficeCode, policyVersion, today, history, verdict: "final" }),
  };
}

function withEars(method: EarsMethod, policy: AlertPolicy): Candidate {
  const rule = earsRule(method, earsDeviationMin);
  return {
    name: method,
    evaluate: (today, history) =>
      rule(evaluationOf({ policy, officeCode: firstOfficeCode, policyVersion, today, history, verdict: "final" })),
  };
}
