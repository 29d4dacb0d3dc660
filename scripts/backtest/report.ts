import type { BacktestSummary } from "../../shared/detection/backtest-summary.ts";
import type { OutbreakMetrics } from "../../shared/detection/outbreak-metrics.ts";
import { addDays, type LocalDate, weekdayOf } from "../../shared/domain/calendar/local-date.ts";
import type { Chart, PageTable, Section } from "../report/html-page.ts";
import type { Injection } from "./inject-outbreaks.ts";

/** How a policy differs from the active one, in (scope, survey day) pairs. */
export type Difference = { added: number; removed: number };

export type PolicyReport = BacktestSummary & {
  differenceFromActive: Difference;
  outbreaks?: OutbreakMetrics;
  injected?: Injection;
};

const territoriesListedMax = 40;
const alertsListedMax = 200;

export function differenceBetween(policy: BacktestSummary, active: BacktestSummary): Difference {
  const [own, others] = [keysOf(policy), keysOf(active)];
  return {
    added: [...own].filter((key) => !others.has(key)).length,
    removed: [...others].filter((key) => !own.has(key)).length,
  };
}

function keysOf({ siteAlerts, territoryAlerts }: BacktestSummary): Set<string> {
  return new Set([
    ...siteAlerts.map(({ site, level, date }) => `site ${site} ${level} ${date}`),
    ...territoryAlerts.map(({ territory, level, date }) => `territory ${territory} ${level} ${date}`),
  ]);
}

/** One line per policy. It says "no verdict" when a zero would look like a quiet day. */
export function policyTable(reports: readonly PolicyReport[]): PageTable {
  return {
    head: [
      "rule",
      "site-days",
      "survey days\nassessable",
      "site alerts\n(severe)",
      "% of assessable\nsite-days",
      "per week",
      "per\nsite-year",
      "sites per\nalert day",
      "territory\nalerts",
      "notices",
      "mails",
      "against active\n+ / −",
    ],
    rows: reports.map((report) => {
      const severe = report.siteAlerts.filter(({ severity }) => severity === "alert").length;
      const assessed = report.assessableSiteDays;
      const none = report.assessableDays === 0 ? "no verdict" : undefined;
      const { added, removed } = report.differenceFromActive;
      return [
        report.name,
        report.siteDays,
        report.assessableDays,
        none ?? `${report.siteAlerts.length} (${severe})`,
        assessed === 0 ? "–" : ((100 * report.siteAlerts.length) / assessed).toFixed(2),
        none ?? (report.siteAlerts.length / weeksOf(report).length).toFixed(1),
        none ?? report.alertsPerSiteYear.toFixed(2),
        none ?? report.sitesPerAlertDay.toFixed(1),
        none ?? report.territoryAlerts.length,
        none ?? report.notices.length,
        none ?? report.mails,
        `${added} / ${removed}`,
      ];
    }),
  };
}

/** On how many survey days rule T had a verdict, per territory and level; `undefined` without rule T. */
export function territoryTable(reports: readonly PolicyReport[]): PageTable | undefined {
  const rows = reports.flatMap(({ name, territories }) =>
    territories.map(({ territory, level, days, assessableDays, alertDays, reasons }) => [
      name,
      territory,
      level,
      days,
      assessableDays,
      assessableDays === 0 ? "no verdict" : alertDays,
      Object.entries(reasons)
        .map(([reason, count]) => `${reason} ${count}`)
        .join(", "),
    ]),
  );
  if (rows.length === 0) return undefined;
  const more = rows.length - territoriesListedMax;
  return {
    head: ["rule", "territory", "level", "survey days", "assessable", "alerts", "not assessable because"],
    rows: [
      ...rows.slice(0, territoriesListedMax),
      ...(more > 0 ? [[`… and ${more} more`, "", "", "", "", "", ""]] : []),
    ],
  };
}

export function outbreakTable(reports: readonly PolicyReport[]): PageTable | undefined {
  const rows = reports.flatMap(({ name, outbreaks }) =>
    outbreaks === undefined
      ? []
      : [
          [
            name,
            outbreaks.outbreaks,
            ...[outbreaks.far, outbreaks.add, outbreaks.aatq, outbreaks.fatq].map((value) => value.toFixed(3)),
          ],
        ],
  );
  return rows.length === 0 ? undefined : { head: ["rule", "outbreaks", "FAR", "ADD (days)", "AATQ", "FATQ"], rows };
}

export function injectionTable(reports: readonly PolicyReport[]): PageTable | undefined {
  const rows = reports.flatMap(({ name, injected }) => {
    if (injected === undefined || injected.outbreaks === 0) return [];
    const { points, outbreaks, found } = injected;
    return [[name, `+${(100 * points).toFixed(0)}`, outbreaks, found, `${((100 * found) / outbreaks).toFixed(0)} %`]];
  });
  return rows.length === 0 ? undefined : { head: ["rule", "points", "outbreaks put in", "found", "share"], rows };
}

export function backtestSections(reports: readonly PolicyReport[]): Section[] {
  const territories = territoryTable(reports);
  const outbreaks = outbreakTable(reports);
  const injections = injectionTable(reports);
  const weeks = weeksOf(...reports);
  return [
    { heading: "Confronto delle regole · Rules side by side", table: policyTable(reports) },
    {
      heading: "Sedi segnalate per settimana · Site alerts per week",
      chart: weeklyChart(
        "Site alerts per week",
        "site alerts",
        reports,
        weeks,
        (report, week) => report.siteAlerts.filter(({ date }) => weekOf(date) === week).length,
      ),
    },
    {
      heading: "Allerte di territorio per settimana · Territory alerts per week",
      chart: weeklyChart(
        "Territory alerts per week",
        "territory alerts",
        reports,
        weeks,
        (report, week) => report.territoryAlerts.filter(({ date }) => weekOf(date) === week).length,
      ),
    },
    {
      heading: "Messaggi che sarebbero partiti · Mails that would have gone",
      text: [
        "Una mail per territorio e giornata con qualcosa di nuovo o di peggiore. One mail per territory and survey day with something new or worse.",
      ],
      chart: weeklyChart(
        "Mails per week",
        "mails",
        reports,
        weeks,
        (report, week) => report.days.filter(({ date, mailed }) => mailed && weekOf(date) === week).length,
      ),
    },
    ...(territories === undefined
      ? []
      : [{ heading: "Giornate valutabili · Assessable survey days", table: territories }]),
    ...(outbreaks === undefined ? [] : [{ heading: "Focolai noti · Labelled outbreaks", table: outbreaks }]),
    ...(injections === undefined ? [] : [{ heading: "Focolai aggiunti · Outbreaks put in", table: injections }]),
    ...reports.map(({ name, siteAlerts, territoryAlerts }) => ({
      heading: `Allerte · Alerts: ${name}`,
      table: {
        head: ["date", "scope", "level", "severity or z"],
        rows: [
          ...territoryAlerts.map(({ date, territory, level, z }) => [date, territory, level, z.toFixed(2)]),
          ...siteAlerts.map(({ date, site, level, severity }) => [date, site, level, severity]),
        ].slice(0, alertsListedMax),
      },
      ...(siteAlerts.length + territoryAlerts.length > alertsListedMax
        ? {
            text: [
              `The first ${alertsListedMax} of ${siteAlerts.length + territoryAlerts.length}; all of them with --json.`,
            ],
          }
        : {}),
    })),
  ];
}

function weeklyChart(
  title: string,
  yLabel: string,
  reports: readonly PolicyReport[],
  weeks: readonly LocalDate[],
  count: (report: PolicyReport, week: LocalDate) => number,
): Chart {
  const series = reports.map((report) => ({ name: report.name, values: weeks.map((week) => count(report, week)) }));
  return { title, yLabel, x: weeks, series };
}

/** The Mondays of the weeks with a survey day. */
function weeksOf(...reports: readonly BacktestSummary[]): LocalDate[] {
  return [...new Set(reports.flatMap(({ days }) => days.map(({ date }) => weekOf(date))))].sort();
}

function weekOf(date: LocalDate): LocalDate {
  const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
  return addDays(date, -weekdays.indexOf(weekdayOf(date)));
}
