/** What a writer must confirm. */
export type Warning =
  | "over-40-percent-absent"
  | "zero-absent-in-large-site"
  | "enrolment-moves-over-25-percent"
  | "over-35-pupils-per-class";
