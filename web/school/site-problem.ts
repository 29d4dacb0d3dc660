import type { ProblemBody } from "../../shared/contracts/problem.ts";
import { problemType } from "../../shared/contracts/problem.ts";
import type { Warning } from "../../shared/domain/warning.ts";
import type { DraftFault } from "./draft-content.ts";

/** Why a site was not sent. */
export type SiteProblem =
  | { kind: "fault"; fault: DraftFault }
  | { kind: "warnings"; warnings: readonly Warning[] }
  | { kind: "conflict"; current: NonNullable<ProblemBody["current"]> }
  | { kind: "refused"; problem: ProblemBody };

const softWarnings = [
  "over-40-percent-absent",
  "zero-absent-in-large-site",
  "enrolment-moves-over-25-percent",
  "over-35-pupils-per-class",
] as const satisfies readonly Warning[];

/** What the person must do after a problem document. */
export function siteProblem(problem: ProblemBody): SiteProblem {
  const { type, warnings = [], current } = problem;
  if (type === problemType("needs-confirmation")) {
    return { kind: "warnings", warnings: softWarnings.filter((warning) => warnings.includes(warning)) };
  }
  if (type === problemType("version-conflict") && current !== undefined) return { kind: "conflict", current };
  return { kind: "refused", problem };
}
