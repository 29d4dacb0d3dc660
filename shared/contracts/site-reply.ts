import type * as z from "zod";
import { localDateAt } from "../domain/calendar/local-date.ts";
import { enrolmentOn } from "../domain/registry/enrolment.ts";
import type { Site } from "../domain/registry/site.ts";
import type { site } from "./site.ts";

/** The site as it crosses HTTP, with the enrolment in force at the instant. */
export function siteReply({ enrolments, reopenings: _, ...entry }: Site, now: Date): z.output<typeof site> {
  const enrolment = enrolmentOn(enrolments, localDateAt(now));
  return { ...entry, ...(enrolment === undefined ? {} : { enrolment }) };
}
