import { UTCDateMini } from "@date-fns/utc";
import { formatISO, lastDayOfMonth } from "date-fns";
import type { LocalDate } from "./local-date.ts";

/** First and last day of a calendar month, `YYYY-MM`, both included. */
export function monthBounds(month: string): { from: LocalDate; to: LocalDate } {
  const from = `${month}-01`;
  const last = lastDayOfMonth(new UTCDateMini(`${from}T00:00:00Z`));
  return { from, to: formatISO(last, { representation: "date" }) };
}
