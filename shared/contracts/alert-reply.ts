import type * as z from "zod";
import type { Alert } from "../domain/alerts/alert.ts";
import { crossingsTotal } from "../domain/alerts/alert-lifecycle.ts";
import type { Explanation } from "../domain/alerts/explanation.ts";
import { formatInstant, type LocalDate } from "../domain/calendar/local-date.ts";
import type { alert, explainedAlert } from "./alert.ts";

/** The alert as it crosses HTTP. The mail ledger holds what was mailed about it. */
export function alertReply({
  crossingsBetween,
  worst: _,
  eased: __,
  raisedAt,
  crossings,
  transitions,
  ...alertItself
}: Alert): z.input<typeof alert> {
  return {
    ...alertItself,
    raisedAt: formatInstant(raisedAt),
    crossings: crossings.map((crossing) => ({ ...crossing, absenceRate: crossing.absent / crossing.pupils })),
    crossingsTotal: crossingsTotal({ crossings, crossingsBetween }),
    transitions: transitions.map((transition) => ({ ...transition, at: formatInstant(transition.at) })),
  };
}

/** The same reply with the explanations of its crossings. A crossing may have none. */
export function explainedAlertReply(
  alert: Alert,
  explanations: ReadonlyMap<LocalDate, Explanation>,
): z.input<typeof explainedAlert> {
  const reply = alertReply(alert);
  return {
    ...reply,
    crossings: reply.crossings.map((crossing) => {
      const explanation = explanations.get(crossing.surveyDate);
      return { ...crossing, ...(explanation === undefined ? {} : { explanation: { ...explanation } }) };
    }),
  };
}
