import type { BacktestSummary } from "../../shared/detection/backtest-summary.ts";
import { type OutbreakMetrics, outbreakMetrics } from "../../shared/detection/outbreak-metrics.ts";
import { addDays, type LocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { LabelledOutbreak } from "./read-outbreaks.ts";

/**
 * Scores a policy against labelled outbreaks. Its territory alerts count, if it has rule T and the label names no site.
 * Otherwise each day with a site alert counts as an announcement.
 */
export function scoreOutbreaks(summary: BacktestSummary, outbreaks: readonly LabelledOutbreak[]): OutbreakMetrics {
  const firstDate = summary.days.map((day) => day.date).sort()[0] ?? "";
  const seasons = outbreaks.map(({ territory, level, site, date }) => {
    const concerns = (row: { territory: string; level: string; site?: string }) =>
      (territory === "" || row.territory === territory) &&
      (level === "" || row.level === level) &&
      (site === "" || row.site === site);
    const rows = site === "" && summary.territories.length > 0 ? summary.territoryAlerts : summary.siteAlerts;
    const before = outbreaks
      .filter(
        (other) => other.date < date && other.territory === territory && other.level === level && other.site === site,
      )
      .map((other) => other.date)
      .sort()
      .at(-1);
    const from = before === undefined ? firstDate : addDays(before, 1);
    const alerts = new Set<LocalDate>(rows.filter(concerns).map((row) => row.date));
    return { from, reference: date, alerts: [...alerts].filter((alert) => alert >= from && alert <= date) };
  });
  return outbreakMetrics(seasons);
}
