import { firstOfficeCode } from "../../shared/domain/region/health-office.ts";
import { scopeKeyOf } from "../../shared/domain/alerts/alert-id.ts";
import { ledgerKinds } from "../../shared/domain/ledger/mail-ledger.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { Item } from "../../shared/store/database.ts";
import type { OnDamaged } from "../../shared/store/parse-item.ts";
import type { TableId } from "../../shared/tables.ts";
import { gathered } from "../store/on-each-engine.ts";

type Stored = ReadonlyMap<TableId, readonly Item[]>;

const pageItems = 500;

/**
 * Reads through the stores whatever an earlier release has stored.
 * @param stored by table, as it was before any migration
 * @returns how many of the stored items of each table have been read; no store reads the audit
 */
export async function readThroughStores(
  stored: Stored,
  deps: Deps,
  onDamaged: OnDamaged,
): Promise<Record<Exclude<TableId, "audit">, number>> {
  const texts = (table: TableId, name: string) => [
    ...new Set((stored.get(table) ?? []).map((item) => String(item[name]))),
  ];
  const dates = [...new Set([...texts("absenceReports", "surveyDate"), ...surveyedDates(stored)])].toSorted();
  const siteCodes = texts("sites", "siteCode");

  const enrolments = await Promise.all(
    siteCodes.map((siteCode) => deps.enrolments.list(siteCode, { limit: pageItems }, onDamaged)),
  );
  const reports = await Promise.all(siteCodes.map((siteCode) => deps.reports.ofSite(siteCode, dates, onDamaged)));
  const alerts = await Promise.all(texts("alerts", "alertId").map((alertId) => deps.alerts.get(alertId)));
  const entries = dates.flatMap((date) =>
    ledgerKinds.map((kind) => gathered(deps.mailLedger.pagesOf({ surveyDate: date, kind, officeCode: firstOfficeCode }, onDamaged))),
  );
  return {
    institutes: (await deps.institutes.getMany(texts("institutes", "instituteCode"), onDamaged)).length,
    sites: (await deps.sites.getMany(siteCodes, onDamaged)).length,
    enrolments: enrolments.flatMap(({ items }) => items).length,
    absenceReports: reports.flat().length,
    surveyDays: await readSurveyDays(texts("surveyDays", "territory"), dates, deps, onDamaged),
    alerts: alerts.filter((alert) => alert !== undefined && scopeKeyOf(alert.scope) !== "").length,
    mailLedger: (await Promise.all(entries)).flat().length,
    settings: await readSettings(stored, deps, onDamaged),
  };
}

function surveyedDates(stored: Stored): string[] {
  return (stored.get("surveyDays") ?? []).map(({ surveyDatePart }) => String(surveyDatePart).split("#")[0] ?? "");
}

/** A day of so few sites is its state and one part, which is its expected set and, once it is closed, its sheet. */
async function readSurveyDays(
  territories: readonly string[],
  dates: readonly string[],
  deps: Deps,
  onDamaged: OnDamaged,
): Promise<number> {
  let items = 0;
  for (const territory of territories) {
    for (const state of await deps.surveyDays.states(territory, dates, onDamaged)) {
      const expected = await gathered(deps.surveyDays.expectedPages(territory, state.surveyDate, onDamaged));
      const sheet = await deps.surveyDays.sheet(territory, state.surveyDate);
      const isWhole = expected.length === state.asked && (state.status === "open" || sheet !== undefined);
      items += isWhole ? 1 + state.parts : 1;
      items += (await deps.surveyDays.unaskedSites(territory, state.surveyDate, onDamaged)).length > 0 ? 1 : 0;
    }
  }
  return items;
}

async function readSettings(stored: Stored, deps: Deps, onDamaged: OnDamaged): Promise<number> {
  const versionsOf = (wanted: string) =>
    (stored.get("settings") ?? []).filter(({ name }) => name === wanted).map(({ version }) => String(version));
  const backtests = await Promise.all(versionsOf("backtest").map((id) => deps.alertPolicies.backtest(firstOfficeCode, id)));
  const suppliers = await Promise.all(versionsOf("supplier").map((id) => deps.settings.supplierInstitutes(id)));
  const region = await deps.settings.region(onDamaged);
  const policy = await deps.alertPolicies.latest(firstOfficeCode, onDamaged);
  const contacts = await deps.settings.healthOfficeContacts(firstOfficeCode, onDamaged);
  return (
    (await deps.settings.officeClosures(firstOfficeCode, onDamaged)).length +
    region.closures.length +
    region.territories.length +
    (contacts.version > 0 ? 1 : 0) +
    (policy?.version ?? 0) +
    backtests.filter((backtest) => backtest !== undefined).length +
    suppliers.filter((institutes) => institutes.length > 0).length
  );
}
