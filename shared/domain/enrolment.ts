import type { LocalDate } from "./local-date.ts";

/** Pupils and classes of a site from a date on, until the next step. Counts, never people. */
export type Enrolment = { validFrom: LocalDate; pupils: number; classes: number };

/** How many of the latest steps stand on the site itself; the archive holds all of them. */
export const stepsOnSiteMax = 8;
