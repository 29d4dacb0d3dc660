import * as z from "zod";
import type { CountedContent } from "../domain/survey/absence-report.ts";
import {
  absent,
  confirm,
  instant,
  line,
  listOf,
  localDate,
  optionalCountFields,
  pupilSiteCode,
  pupils,
  siteCode,
  version,
} from "./fields.ts";

/** Only counts of a report's content may be fields here: nothing would store another field. */
const counted = z.strictObject({ absent, ...optionalCountFields, confirm } satisfies Record<
  keyof CountedContent | "confirm",
  z.ZodType
>);
const closed = z.strictObject({ closed: z.literal(true), reason: line });

/** What a school sends: a count, or the fact that it was closed and why. */
export const absenceReportBody = z
  .union([counted, closed])
  .meta({ id: "AbsenceReportBody", description: "A count, or that the site was closed that day" });

const revision = z.object({
  version,
  absent: absent.exactOptional(),
  ...optionalCountFields,
  closed: z.literal(true).exactOptional(),
  reason: z.string().exactOptional(),
  pupils: pupils.meta({ description: "The denominator this entry was checked against" }),
  enteredAt: instant,
  enteredBy: z.string().meta({ description: "An account or a link, never a mail address" }),
});

export const absenceReport = revision
  .extend({
    siteCode,
    date: localDate,
    timeliness: z.enum(["on-time", "late"]),
    revisions: z.array(revision).meta({ description: "Earlier states, oldest first" }),
  })
  .meta({ id: "AbsenceReport" });

/** Sites of one institute in one request; no institute has more. */
const bulkItemsMax = 100;

export const bulkReportBody = z.strictObject({
  items: listOf(
    z.union([
      counted.extend({ siteCode: pupilSiteCode, version: version.exactOptional() }),
      closed.extend({ siteCode: pupilSiteCode, version: version.exactOptional() }),
    ]),
    bulkItemsMax,
    1,
  ),
});

export const reopeningBody = z.strictObject({
  until: instant.meta({ description: "Entries are taken again before this instant" }),
  reason: line,
});

export const reopening = z.object({
  siteCode,
  date: localDate,
  until: instant,
  reason: z.string(),
  at: instant,
  by: z.string(),
});
