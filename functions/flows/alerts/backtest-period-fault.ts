import { localDate } from "../../../shared/contracts/fields.ts";
import { daysBetween, type LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { Language } from "../../../shared/domain/language.ts";
import type { ProblemCause } from "../../../shared/runtime/problem-reply.ts";
import { problemWords } from "../../../shared/words/in-every-language.ts";
import { invalidRequest } from "../faults/invalid-request.ts";

const daysMax = 380;

/** Why a period cannot be replayed; undefined when it can. */
export function backtestPeriodFault(
  from: LocalDate,
  to: LocalDate,
  language: Language,
): { problem: ProblemCause } | undefined {
  const { daysBeforeTo, yearBefore2000 } = problemWords[language].values;
  const span = daysBetween(from, to);
  if (span < 0 || span > daysMax) {
    return invalidRequest("/from", daysBeforeTo(daysMax));
  }
  if (localDate.safeParse(from).success) return undefined;
  return invalidRequest("/to", yearBefore2000);
}
