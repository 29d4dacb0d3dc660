import type * as z from "zod";
import { formatInstant } from "../domain/calendar/local-date.ts";
import type { SiteCode } from "../domain/codes.ts";
import type { Reopening } from "../domain/registry/site.ts";
import type { reopening } from "./absence-report.ts";

/** The reopening of a survey day for one site as it crosses HTTP. */
export function reopeningReply(
  siteCode: SiteCode,
  { surveyDate, until, reason, at, by }: Reopening,
): z.input<typeof reopening> {
  return { siteCode, date: surveyDate, until: formatInstant(until), reason, at: formatInstant(at), by };
}
