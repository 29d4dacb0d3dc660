import type { DescribedRow } from "../../../shared/contracts/site-day-reply.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { ledgerOfDay } from "../mail/ledger-of-day.ts";

/**
 * Reads names, contacts and mails for a few rows of a survey day.
 * @param offices in whose parts of the ledger the reminders may lie
 */
export async function describeRows(
  date: LocalDate,
  rows: readonly DayRow[],
  offices: readonly OfficeCode[],
  deps: Pick<Deps, "sites" | "institutes" | "mailLedger" | "onDamaged">,
): Promise<DescribedRow[]> {
  const siteCodes = rows.map(({ siteCode }) => siteCode);
  const sites = new Map((await deps.sites.getMany(siteCodes, deps.onDamaged)).map((site) => [site.siteCode, site]));
  const codes = [...sites.values()].map(({ instituteCode }) => instituteCode);
  const institutes = new Map(
    (await deps.institutes.getMany(codes, deps.onDamaged)).map((institute) => [institute.instituteCode, institute]),
  );
  const reminders = new Map(
    (await ledgerOfDay(date, ["reminder"], offices, deps)).map((entry) => [entry.recipient, entry]),
  );
  return rows.map((row) => {
    const registered = sites.get(row.siteCode);
    const instituteCode = registered?.instituteCode ?? "";
    const reminder = reminders.get(instituteCode);
    return { ...row, registered, institute: institutes.get(instituteCode), reminder };
  });
}
