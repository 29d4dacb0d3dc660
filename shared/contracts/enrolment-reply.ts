import type * as z from "zod";
import { formatInstant } from "../domain/calendar/local-date.ts";
import type { SiteCode } from "../domain/codes.ts";
import type { Enrolment } from "../domain/registry/enrolment.ts";
import type { enrolmentHistoryItem } from "./enrolment.ts";

type Entered = Pick<Enrolment, "pupils" | "classes"> & { enteredAt: Date; enteredBy: string };

/** One enrolment of a site as it crosses HTTP, with the earlier counts that it replaced. */
export function enrolmentReply(
  siteCode: SiteCode,
  { validFrom, superseded, ...entry }: Entered & { validFrom: string; superseded: readonly Entered[] },
): z.input<typeof enrolmentHistoryItem> {
  return { siteCode, validFrom, ...entryReply(entry), superseded: superseded.map(entryReply) };
}

function entryReply({ pupils, classes, enteredAt, enteredBy }: Entered) {
  return { pupils, classes, enteredAt: formatInstant(enteredAt), enteredBy };
}
