import { millisecondsInDay } from "date-fns/constants";
import type { AlertNews } from "../../../shared/domain/alerts/alert-news.ts";
import { tellingDays } from "../../../shared/domain/alerts/telling.ts";
import type { Territory } from "../../../shared/domain/codes.ts";
import { officesOf } from "../../../shared/domain/jurisdiction.ts";
import { mailingOffices } from "../../../shared/domain/ledger/mailing-offices.ts";
import type { OfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { newsOf, openAlertPages } from "../alerts/apply-findings.ts";
import type { Isolated } from "../faults/faults.ts";
import { untoldAlerts } from "../mail/told-readers.ts";

type UnmailedDeps = Pick<Deps, "alerts" | "mailLedger" | "calendar" | "now" | "onDamaged"> &
  Pick<Deps, "settings" | "ownership"> &
  Isolated;

/**
 * Counts the alerts that became news before `due` and that no reader knows: neither of the territory's office, nor of an
 * office that owned it before. Without readers nothing is overdue.
 */
export async function unmailedAlerts(due: Date, deps: UnmailedDeps): Promise<number> {
  const ownership = await deps.ownership();
  const offices = officesOf(ownership);
  let unmailed = 0;
  for (const office of offices) {
    const territories = ownership.territories.filter(({ officeCode }) => officeCode === office);
    const names = territories.map(({ territory }) => territory);
    const ofOffice = await deps.faults.isolate("not-watched", { officeCode: office }, () =>
      unmailedOf(office, names, mailingOffices(offices), due, deps),
    );
    unmailed += ofOffice ?? 0;
  }
  return unmailed;
}

async function unmailedOf(
  officeCode: OfficeCode,
  territories: readonly Territory[],
  mailing: readonly OfficeCode[],
  due: Date,
  deps: UnmailedDeps,
): Promise<number> {
  // The pages say that no contact is set.
  const { alertDigests } = await deps.settings.healthOfficeContacts(officeCode, deps.onDamaged);
  if (alertDigests.length === 0) return 0;
  const alerts: AlertNews[] = [];
  // Older news was given up, and the job reported that then.
  const newsFrom = new Date(due.getTime() - tellingDays * millisecondsInDay);
  for await (const page of openAlertPages(territories, deps)) {
    alerts.push(...page.filter(({ worst }) => worst.since > newsFrom && worst.since < due).map(newsOf));
  }
  return (await untoldAlerts(alerts, mailing, deps)).length;
}
