import { localDate } from "../../../shared/contracts/fields.ts";
import { daysBetween, type LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Language } from "../../../shared/domain/language.ts";
import type { ProblemCause } from "../../../shared/runtime/problem-reply.ts";
import { invalidRequest } from "../faults/invalid-request.ts";

const daysMax = 380;

/** Why a period is not replayed; undefined: nothing is wrong with it. */
export function backtestPeriodFault(
  from: LocalDate,
  to: LocalDate,
  language: Language,
): { problem: ProblemCause } | undefined {
  const span = daysBetween(from, to);
  if (span < 0 || span > daysMax) {
    const it = `deve precedere \`to\`, al massimo di ${daysMax} giorni`;
    return invalidRequest("/from", { it, en: `must lie at most ${daysMax} days before \`to\`` }[language]);
  }
  if (localDate.safeParse(from).success) return undefined;
  return invalidRequest("/to", { it: "un anno prima c'è il 1999", en: "a year before it lies 1999" }[language]);
}
