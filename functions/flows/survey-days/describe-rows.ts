import type { DescribedRow } from "../../../shared/contracts/site-day-reply.ts";
import type { LocalDate } from "../../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry } from "../../../shared/domain/ledger/mail-ledger.ts";
import type { DayRow } from "../../../shared/domain/survey/day-rows.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";

/** Reads names, contacts and mails for a few rows of a survey day. */
export async function describeRows(
  date: LocalDate,
  rows: readonly DayRow[],
  deps: Pick<Deps, "sites" | "institutes" | "mailLedger" | "onDamaged">,
): Promise<DescribedRow[]> {
  const siteCodes = rows.map(({ siteCode }) => siteCode);
  const sites = new Map((await deps.sites.getMany(siteCodes, deps.onDamaged)).map((site) => [site.siteCode, site]));
  const codes = [...sites.values()].map(({ instituteCode }) => instituteCode);
  const institutes = new Map(
    (await deps.institutes.getMany(codes, deps.onDamaged)).map((institute) => [institute.instituteCode, institute]),
  );
  const reminders = await lastReminders(date, deps);
  return rows.map((row) => {
    const registered = sites.get(row.siteCode);
    const instituteCode = registered?.instituteCode ?? "";
    const reminder = reminders.get(instituteCode);
    return { ...row, registered, institute: institutes.get(instituteCode), reminder };
  });
}

async function lastReminders(
  date: LocalDate,
  deps: Pick<Deps, "mailLedger" | "onDamaged">,
): Promise<Map<string, LedgerEntry>> {
  const latest = new Map<string, LedgerEntry>();
  for await (const entries of deps.mailLedger.pagesOfDay(date, "reminder", deps.onDamaged)) {
    for (const entry of entries) latest.set(entry.recipient, entry);
  }
  return latest;
}
