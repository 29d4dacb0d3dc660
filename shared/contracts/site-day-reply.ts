import type * as z from "zod";
import { formatInstant } from "../domain/calendar/local-date.ts";
import type { LedgerEntry } from "../domain/ledger/mail-ledger.ts";
import type { Institute } from "../domain/registry/institute.ts";
import type { Site } from "../domain/registry/site.ts";
import type { DayRow } from "../domain/survey/day-rows.ts";
import { dayReportReply } from "./absence-report-reply.ts";
import type { siteDay } from "./coverage.ts";

type SiteDayReply = z.input<typeof siteDay>;

/** A row of a survey day, with the registered data of its site and the last reminder to its institute. */
export type DescribedRow = DayRow & {
  registered: Site | undefined;
  institute: Institute | undefined;
  reminder: LedgerEntry | undefined;
};

/** One site on one survey day as it crosses HTTP. Callers who may not see its counts get it without them. */
export function siteDayReply(
  { siteCode, state, report, registered, institute, reminder }: DescribedRow,
  withCounts: boolean,
): SiteDayReply {
  return {
    siteCode,
    state,
    ...(report === undefined || !withCounts ? {} : dayReportReply(report)),
    ...siteMembers(registered),
    ...contactMembers(institute, reminder),
  };
}

function siteMembers(site: Site | undefined): Partial<SiteDayReply> {
  if (site === undefined) return {};
  const { name, instituteCode, territory, level, municipality, district } = site;
  return {
    ...{ name, instituteCode, territory, level },
    ...(municipality === undefined ? {} : { municipality }),
    ...(district === undefined ? {} : { district }),
  };
}

function contactMembers(institute: Institute | undefined, mail: LedgerEntry | undefined): Partial<SiteDayReply> {
  const states = institute?.contacts.map(({ state }) => state) ?? [];
  const contactState = states.includes("valid") ? "valid" : (states[0] ?? "none");
  if (mail === undefined) return { contactState };
  const at = formatInstant(mail.sentAt ?? mail.claimedAt);
  return {
    contactState,
    mail: { status: mail.status, at, ...(mail.reason === undefined ? {} : { reason: mail.reason }) },
  };
}
