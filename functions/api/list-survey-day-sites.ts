import { surveyDayStatus } from "../../shared/domain/calendar/calendar.ts";
import { formatInstant, type LocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { LedgerEntry } from "../../shared/domain/ledger/mail-ledger.ts";
import type { Institute } from "../../shared/domain/registry/institute.ts";
import type { Site } from "../../shared/domain/registry/site.ts";
import type { DayRow } from "../../shared/domain/survey/day-rows.ts";
import { handlerFor } from "../../shared/runtime/handler-for.ts";
import type { HttpDeps } from "../../shared/runtime/http-deps.ts";
import { pageByKey } from "../flows/paging/page-by-key.ts";
import { pageRequest } from "../flows/paging/page-request.ts";
import { dayRows } from "../flows/survey-days/day-rows.ts";

export const handler = handlerFor("list-survey-day-sites")(async ({ path: { date }, query }, deps) => {
  const status = surveyDayStatus(date, {}, await deps.closures());
  if (status.kind !== "survey-day") return { problem: { reason: "not-a-survey-day", date } };

  const rows: DayRow[] = [];
  for await (const row of dayRows(date, deps)) if (isWanted(row, query)) rows.push(row);
  const page = pageByKey(rows, ({ siteCode }) => siteCode, pageRequest(query));
  return { status: 200, body: { ...page, items: await describe(date, page.items, deps) } };
});

type Wanted = { state?: string | undefined; territory?: string | undefined; level?: string | undefined };

function isWanted({ state, site }: DayRow, wanted: Wanted): boolean {
  if (wanted.state !== undefined && wanted.state !== state) return false;
  if (wanted.territory !== undefined && wanted.territory !== site?.territory) return false;
  return wanted.level === undefined || wanted.level === site?.level;
}

/** Names, contacts and mails are read for the rows of the page alone. */
async function describe(date: LocalDate, rows: readonly DayRow[], deps: HttpDeps) {
  const siteCodes = rows.map(({ siteCode }) => siteCode);
  const sites = new Map((await deps.sites.getMany(siteCodes, deps.onDamaged)).map((site) => [site.siteCode, site]));
  const codes = [...sites.values()].map(({ instituteCode }) => instituteCode);
  const institutes = new Map(
    (await deps.institutes.getMany(codes, deps.onDamaged)).map((institute) => [institute.instituteCode, institute]),
  );
  const mails = await lastReminders(date, deps);
  return rows.map((row) => {
    const site = sites.get(row.siteCode);
    const instituteCode = site?.instituteCode ?? "";
    return {
      ...rowReply(row),
      ...siteReply(site),
      ...contactReply(institutes.get(instituteCode), mails.get(instituteCode)),
    };
  });
}

async function lastReminders(
  date: LocalDate,
  deps: Pick<HttpDeps, "mailLedger" | "onDamaged">,
): Promise<Map<string, LedgerEntry>> {
  const latest = new Map<string, LedgerEntry>();
  for await (const entries of deps.mailLedger.pagesOfDay(date, "reminder", deps.onDamaged)) {
    for (const entry of entries) latest.set(entry.recipient, entry);
  }
  return latest;
}

function rowReply({ siteCode, state, report }: DayRow) {
  if (report === undefined) return { siteCode, state };
  const { absent, illness, pupils, firstEnteredAt } = report;
  return {
    siteCode,
    state,
    enteredAt: formatInstant(firstEnteredAt),
    ...(absent === undefined ? {} : { absent, pupils, ...(pupils === 0 ? {} : { absenceRate: absent / pupils }) }),
    ...(illness === undefined ? {} : { illness }),
  };
}

function siteReply(site: Site | undefined) {
  if (site === undefined) return {};
  const { name, instituteCode, territory, level, municipality } = site;
  return { name, instituteCode, territory, level, ...(municipality === undefined ? {} : { municipality }) };
}

function contactReply(institute: Institute | undefined, mail: LedgerEntry | undefined) {
  const states = institute?.contacts.map(({ state }) => state) ?? [];
  const contactState = states.includes("valid") ? ("valid" as const) : (states[0] ?? ("none" as const));
  if (mail === undefined) return { contactState };
  const at = formatInstant(mail.sentAt ?? mail.claimedAt);
  return {
    contactState,
    mail: { status: mail.status, at, ...(mail.reason === undefined ? {} : { reason: mail.reason }) },
  };
}
