/**
 * One line of the budget table. `ratio` is ours / baseline, measured in the same run. When there is nothing to compare
 * with, the baseline is a theoretical minimum or the budget itself.
 */
export type BenchRow = {
  what: string;
  /** Absent when it could not be measured; then the note says why. */
  ours?: number;
  baseline?: number;
  ratio?: number;
  unit: string;
  budget?: string;
  /** Whether the budget is kept; absent without a budget. */
  kept?: boolean;
  note?: string;
};
