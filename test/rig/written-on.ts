import { type LocalDate, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { Authorship } from "../../shared/domain/principal.ts";

/** The author of a test's first data, at the start of the date. */
export function writtenOn(date: LocalDate = "2018-09-01"): Authorship {
  return { by: "registrar", at: startOfLocalDate(date) };
}
