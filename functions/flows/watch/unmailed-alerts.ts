import { millisecondsInDay } from "date-fns/constants";
import type { AlertNews } from "../../../shared/domain/alerts/alert-news.ts";
import { tellingDays } from "../../../shared/domain/alerts/telling.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import { newsOf, openAlertPages } from "../alerts/apply-findings.ts";
import { untoldAlerts } from "../mail/told-readers.ts";

/** Counts the alerts that became news before `due` and that no reader knows. Without readers nothing is overdue. */
export async function unmailedAlerts(
  due: Date,
  deps: Pick<Deps, "settings" | "alerts" | "mailLedger" | "calendar" | "now" | "onDamaged">,
): Promise<number> {
  // The pages say that no contact is set.
  const { alertDigests } = await deps.settings.healthOfficeContacts(firstOfficeCode, deps.onDamaged);
  if (alertDigests.length === 0) return 0;
  const alerts: AlertNews[] = [];
  // Older news was given up, and the job reported that then.
  const newsFrom = new Date(due.getTime() - tellingDays * millisecondsInDay);
  for await (const page of openAlertPages(await deps.settings.territories(), deps)) {
    alerts.push(...page.filter(({ worst }) => worst.since > newsFrom && worst.since < due).map(newsOf));
  }
  return (await untoldAlerts(alerts, deps)).length;
}
