import type { AlertSeverity } from "../domain/alerts/verdict.ts";
import type { LocalDate } from "../domain/calendar/local-date.ts";
import type { NotAssessableReason } from "./assessment.ts";
import { isRowObserved } from "./level-coverage.ts";
import type { ReplayedDay } from "./replay-days.ts";

type SiteAlertRow = {
  site: string;
  territory: string;
  level: string;
  date: LocalDate;
  severity: AlertSeverity;
};
type TerritoryAlertRow = { territory: string; level: string; date: LocalDate; z: number };
type NoticeRow = {
  territory: string;
  level: string;
  date: LocalDate;
  signallingSites: number;
  reportingSites: number;
};

/** One survey day of one territory under a policy. */
type DayRow = {
  territory: string;
  date: LocalDate;
  siteDays: number;
  sites: number;
  territoryAlerts: number;
  notices: number;
  /** Whether a digest would have gone: an alert is new after two survey days without it, or is worse than then. */
  mailed: boolean;
};

/**
 * One school level of one territory: on how many survey days rule T had a verdict, and why it had none on the others.
 */
type TerritoryRow = {
  territory: string;
  level: string;
  days: number;
  assessableDays: number;
  alertDays: number;
  reasons: Partial<Record<NotAssessableReason, number>>;
};

/** What a policy would have done over a stretch of survey days. */
export type BacktestSummary = {
  name: string;
  /** Site-days with a count. */
  siteDays: number;
  /** Survey days on which at least one scope had a verdict, and the site-days that had one. */
  assessableDays: number;
  assessableSiteDays: number;
  /** The first site alerts; the total counts all of them. The other lists work in the same way. */
  siteAlerts: SiteAlertRow[];
  siteAlertsTotal: number;
  territoryAlerts: TerritoryAlertRow[];
  territoryAlertsTotal: number;
  notices: NoticeRow[];
  noticesTotal: number;
  /** Site alerts divided by (assessable site-days / survey days in a school year). */
  alertsPerSiteYear: number;
  /** Mean number of sites, of all territories, over the survey days that have a site alert; 0 without any. */
  sitesPerAlertDay: number;
  /** Digest mails to the health office. */
  mails: number;
  days: DayRow[];
  territories: TerritoryRow[];
};

/** An alert that did not cross on this many survey days counts as closed: its next crossing is new again. */
const daysUntilClosed = 2;

/** Sums up replayed days as they come, so that many alerts need no more memory than the lists may take. */
export type BacktestTally<L extends string> = {
  /** The days of one territory must come one after the other, oldest first. */
  add(day: ReplayedDay<L>): void;
  summary(): BacktestSummary;
};

/**
 * Sums up replayed days of one or more territories.
 * @param surveyDaysPerYear survey days of one site in a school year: 68 for two a week
 * @param siteOf turns the code on the sheets into the site's name in the file
 */
export function summariseBacktest<L extends string>(
  name: string,
  replayed: Iterable<ReplayedDay<L>>,
  surveyDaysPerYear: number,
  siteOf: (siteCode: string) => string,
): BacktestSummary {
  const tally = openBacktestTally<L>(name, surveyDaysPerYear, siteOf);
  for (const day of replayed) tally.add(day);
  return tally.summary();
}

/** @param listedMax how many alerts each list holds; the totals still count all of them */
export function openBacktestTally<L extends string>(
  name: string,
  surveyDaysPerYear: number,
  siteOf: (siteCode: string) => string,
  listedMax = Number.POSITIVE_INFINITY,
): BacktestTally<L> {
  const siteAlerts = openList<SiteAlertRow>(listedMax);
  const territoryAlerts = openList<TerritoryAlertRow>(listedMax);
  const notices = openList<NoticeRow>(listedMax);
  const days: DayRow[] = [];
  const territories = new Map<string, TerritoryRow>();
  const assessableDates = new Set<LocalDate>();
  const alertDates = new Set<LocalDate>();
  const open = new Map<string, { severity: AlertSeverity; day: number }>();
  const dayNumbers = new Map<string, number>();
  let assessableSiteDays = 0;

  function add({ sheet, outcome }: ReplayedDay<L>): void {
    const { territory, surveyDate: date } = sheet;
    const dayNumber = (dayNumbers.get(territory) ?? 0) + 1;
    dayNumbers.set(territory, dayNumber);

    const assessableSites = new Set<string>();
    const zOf = new Map<string, number>();
    for (const assessment of outcome.assessments) {
      const { scope, rule, kind } = assessment;
      if (kind === "assessed") assessableDates.add(date);
      if (scope.kind === "site" && kind === "assessed") assessableSites.add(scope.siteCode);
      if (rule === "territory" && scope.kind === "territory")
        countTerritoryDay(territories, territory, scope.level, assessment);
      if (kind === "assessed" && assessment.measure.kind === "territory") zOf.set(scope.level, assessment.measure.z);
      if (kind === "assessed" && assessment.signal && assessment.measure.kind === "share") {
        const { signallingSites, reportingSites } = assessment.measure;
        notices.add({ territory, level: scope.level, date, signallingSites, reportingSites });
      }
    }
    assessableSiteDays += assessableSites.size;

    let mailed = false;
    const sites = new Map<string, SiteAlertRow>();
    for (const { scope, explanation } of outcome.findings) {
      const { severity, rule } = explanation;
      const level = scope.level;
      if (scope.kind === "site") {
        const known = sites.get(scope.siteCode);
        if (known === undefined || severity === "alert") {
          sites.set(scope.siteCode, { site: siteOf(scope.siteCode), territory, level, date, severity });
        }
      } else if (rule === "territory") {
        territoryAlerts.add({ territory, level, date, z: zOf.get(level) ?? Number.NaN });
        const row = territories.get(`${territory} ${level}`);
        if (row !== undefined) row.alertDays += 1;
      }
      const key = [territory, rule, scope.kind === "site" ? scope.siteCode : "", level].join("\t");
      const before = open.get(key);
      const isOpen = before !== undefined && dayNumber - before.day <= daysUntilClosed;
      if (!isOpen || (before.severity === "attention" && severity === "alert")) mailed = true;
      const worst = isOpen && before.severity === "alert" ? "alert" : severity;
      open.set(key, { severity: worst, day: dayNumber });
    }
    for (const alert of sites.values()) siteAlerts.add(alert);
    if (sites.size > 0) alertDates.add(date);
    days.push({
      territory,
      date,
      siteDays: sheet.siteCodes.filter((_, i) => isRowObserved(sheet, i)).length,
      sites: sites.size,
      territoryAlerts: outcome.findings.filter(({ explanation }) => explanation.rule === "territory").length,
      notices: outcome.findings.filter(({ explanation }) => explanation.rule === "common-cause").length,
      mailed,
    });
  }

  function summary(): BacktestSummary {
    const siteDays = days.reduce((sum, day) => sum + day.siteDays, 0);
    const total = siteAlerts.total();
    return {
      name,
      siteDays,
      assessableDays: assessableDates.size,
      assessableSiteDays,
      siteAlerts: siteAlerts.listed,
      siteAlertsTotal: total,
      territoryAlerts: territoryAlerts.listed,
      territoryAlertsTotal: territoryAlerts.total(),
      notices: notices.listed,
      noticesTotal: notices.total(),
      alertsPerSiteYear: assessableSiteDays === 0 ? 0 : total / (assessableSiteDays / surveyDaysPerYear),
      sitesPerAlertDay: alertDates.size === 0 ? 0 : total / alertDates.size,
      mails: days.filter((day) => day.mailed).length,
      days,
      territories: [...territories.values()],
    };
  }

  return { add, summary };
}

function openList<Row>(listedMax: number) {
  const listed: Row[] = [];
  let total = 0;
  return {
    listed,
    add: (row: Row) => {
      total += 1;
      if (total <= listedMax) listed.push(row);
    },
    total: () => total,
  };
}

function countTerritoryDay(
  territories: Map<string, TerritoryRow>,
  territory: string,
  level: string,
  assessment: { kind: "assessed" } | { kind: "not-assessable"; reason: NotAssessableReason },
): void {
  const key = `${territory} ${level}`;
  const row = territories.get(key) ?? { territory, level, days: 0, assessableDays: 0, alertDays: 0, reasons: {} };
  territories.set(key, row);
  row.days += 1;
  if (assessment.kind === "assessed") row.assessableDays += 1;
  else row.reasons[assessment.reason] = (row.reasons[assessment.reason] ?? 0) + 1;
}
