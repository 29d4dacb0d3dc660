import type * as z from "zod";
import type { Alert } from "../domain/alert.ts";
import { formatInstant } from "../domain/local-date.ts";
import type { alert } from "./alert.ts";

/** The alert as it crosses HTTP. What was mailed about it is the mail ledger's to tell. */
export function alertReply({
  mailedSeverity: _,
  raisedAt,
  crossings,
  transitions,
  ...alertItself
}: Alert): z.input<typeof alert> {
  return {
    ...alertItself,
    raisedAt: formatInstant(raisedAt),
    crossings: crossings.map(({ surveyDate, explanation }) => ({ surveyDate, explanation: { ...explanation } })),
    transitions: transitions.map((transition) => ({ ...transition, at: formatInstant(transition.at) })),
  };
}
