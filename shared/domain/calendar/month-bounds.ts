import type { LocalDate } from "./local-date.ts";

/** First and last day of a calendar month, `YYYY-MM`, both included. */
export function monthBounds(month: string): { from: LocalDate; to: LocalDate } {
  const [year = 0, number = 0] = month.split("-").map(Number);
  // The day before the first of the next month.
  return { from: `${month}-01`, to: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) };
}
