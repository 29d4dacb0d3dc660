/**
 * One line of the budget table. `ratio` is ours / baseline, measured in the same run; where there is no peer the
 * baseline is a floor or the budget itself.
 */
export type BenchRow = {
  what: string;
  /** Absent where it could not be measured: then the note says why. */
  ours?: number;
  baseline?: number;
  ratio?: number;
  unit: string;
  budget?: string;
  /** Whether the budget is kept; absent where there is none. */
  kept?: boolean;
  note?: string;
};
