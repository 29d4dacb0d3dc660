import type { LocalDate } from "../calendar/local-date.ts";
import type { Warning } from "../warning.ts";

/** Pupils and classes of a site from a date on, until the next step. They are counts, never people. */
export type Enrolment = { validFrom: LocalDate; pupils: number; classes: number };

/** How many of the latest steps the site itself holds. The archive holds all of them. */
export const stepsOnSiteMax = 8;

const pupilsPerClassMax = 35;

/** The enrolment in force on the date, from steps sorted by `validFrom`; undefined before the first one. */
export function enrolmentOn(steps: readonly Enrolment[], date: LocalDate): Enrolment | undefined {
  return steps.findLast((step) => step.validFrom <= date);
}

/**
 * Adds a step, or replaces the step of the same date. The result is oldest first, with only the latest that the site
 * keeps.
 */
export function withStep(steps: readonly Enrolment[], step: Enrolment): Enrolment[] {
  const others = steps.filter(({ validFrom }) => validFrom !== step.validFrom);
  return [...others, step].toSorted((one, other) => (one.validFrom < other.validFrom ? -1 : 1)).slice(-stepsOnSiteMax);
}

/** The warnings that the office must confirm: a change of more than a quarter, or more than 35 pupils a class. */
export function enrolmentWarnings(
  previous: Pick<Enrolment, "pupils"> | undefined,
  next: Pick<Enrolment, "pupils" | "classes">,
): Warning[] {
  const warnings: Warning[] = [];
  // The comparison uses whole numbers, so exactly 25 % is not over 25 %.
  if (previous !== undefined && 4 * Math.abs(next.pupils - previous.pupils) > previous.pupils) {
    warnings.push("enrolment-moves-over-25-percent");
  }
  if (next.pupils > pupilsPerClassMax * next.classes) warnings.push("over-35-pupils-per-class");
  return warnings;
}
