import { type LocalDate, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { Authorship } from "../../shared/domain/principal.ts";

/** Whoever registers what a test begins with, at the beginning of the date. */
export function writtenOn(date: LocalDate = "2018-09-01"): Authorship {
  return { by: "registrar", at: startOfLocalDate(date) };
}
