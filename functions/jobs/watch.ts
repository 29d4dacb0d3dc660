import type { AlertNews } from "../../shared/domain/alert-news.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import { daysBetween, type LocalDate, localDateAt, startOfLocalDate } from "../../shared/domain/local-date.ts";
import { institutesToRemind, reminderRoundsDue } from "../../shared/domain/reminder.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import { tellingDays } from "../../shared/domain/telling.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import type { SurveyDayState } from "../../shared/store/survey-day-store.ts";
import { newsOf, openAlertPages } from "../flows/apply-findings.ts";
import { missingRows } from "../flows/missing-rows.ts";
import { recentSurveyDays } from "../flows/recent-survey-days.ts";
import { untoldAlerts } from "../flows/told-readers.ts";

/** How long after its time a job's work may still be under way. */
const graceMillis = 60 * 60_000;
/** Reports and mails are counted again and again until so many days after their survey day. */
const countedDays = 4;

/**
 * Compares what should be with what is and publishes the differences, zeros too: that nothing is published is an alarm
 * of its own. Stored reports that no evaluation has counted, institutes that nobody mailed: a silent loss shows here.
 */
export const job: Job = async (deps) => {
  const now = deps.now();
  const due = new Date(now.getTime() - graceMillis);
  const dates = recentSurveyDays(now, await deps.closures());
  const states = await recentStates(dates, deps);
  const daysOverdue = dates.reduce((sum, date) => sum + overdueDays(date, due, states), 0);
  let reportsNotEvaluated = 0;
  let institutesNotReminded = 0;
  let mailsUncertain = 0;
  for (const surveyDate of dates.filter((date) => daysBetween(date, localDateAt(now)) <= countedDays)) {
    reportsNotEvaluated += await unevaluatedReports(surveyDate, due, states, deps);
    institutesNotReminded += await unremindedInstitutes(surveyDate, due, deps);
    mailsUncertain += await uncertainMails(surveyDate, deps);
  }
  const alertsNotMailed = await unmailedAlerts(due, deps);
  const silentSurveyDays = await silentDays(now, states, deps);
  const jobsOverdue = daysOverdue + institutesNotReminded + alertsNotMailed;
  const counts = {
    jobsOverdue,
    daysOverdue,
    reportsNotEvaluated,
    institutesNotReminded,
    alertsNotMailed,
    mailsUncertain,
    silentSurveyDays,
  };
  deps.log.metrics(counts, now);
  return counts;
};

type States = ReadonlyMap<Territory, readonly SurveyDayState[]>;

async function recentStates(dates: readonly LocalDate[], deps: Deps): Promise<States> {
  const territories = await deps.settings.territories();
  const states = await Promise.all(
    territories.map((territory) => deps.surveyDays.states(territory, dates, deps.onDamaged)),
  );
  return new Map(territories.map((territory, index) => [territory, states[index] ?? []]));
}

/** On a survey day the first report has always come by then: eleven hours into the day. */
const firstReportMillisMax = 11 * 60 * 60_000;

/** 1 when today is a survey day, somebody was asked, and by eleven nobody has reported: the channel may be broken. */
async function silentDays(now: Date, states: States, deps: Deps): Promise<0 | 1> {
  const today = localDateAt(now);
  if (now.getTime() - startOfLocalDate(today).getTime() < firstReportMillisMax) return 0;
  const ofToday = [...states.values()].flat().filter(({ surveyDate }) => surveyDate === today);
  if (ofToday.every(({ asked }) => asked === 0)) return 0;
  for await (const page of deps.reports.ofDay(today, deps.onDamaged)) if (page.length > 0) return 0;
  return 1;
}

/** Territories in which the day should be open, or closed, by now and is not. */
function overdueDays(surveyDate: LocalDate, due: Date, states: States): number {
  const expected = surveyState(surveyWindow(surveyDate), due);
  if (expected === "upcoming") return 0;
  const found = [...states.values()].map((days) => days.find((day) => day.surveyDate === surveyDate));
  return found.filter((state) => (expected === "closed" ? state?.status === "open" : state === undefined)).length;
}

/** Of a closed day: the difference between the reports that are stored and those its sheets account for. */
async function unevaluatedReports(surveyDate: LocalDate, due: Date, states: States, deps: Deps): Promise<number> {
  if (surveyState(surveyWindow(surveyDate), due) !== "closed") return 0;
  const ofDay = [...states.values()].flat().filter((state) => state.surveyDate === surveyDate);
  if (ofDay.some(({ reopenedUntil }) => reopenedUntil !== undefined)) return 0;
  const evaluated = ofDay.reduce((sum, state) => sum + (state.evaluated?.reports ?? 0), 0);
  let stored = 0;
  for await (const page of deps.reports.ofDay(surveyDate, deps.onDamaged)) {
    stored += page.filter((report) => "unreadable" in report || !report.closed).length;
  }
  return Math.abs(stored - evaluated);
}

async function unremindedInstitutes(surveyDate: LocalDate, due: Date, deps: Deps): Promise<number> {
  if (reminderRoundsDue(surveyDate, due, false).length === 0) return 0;
  const reminded = new Set<string>();
  for await (const entries of deps.mailLedger.pagesOfDay(surveyDate, "reminder", deps.onDamaged)) {
    for (const { recipient } of entries) reminded.add(recipient);
  }
  const missing = await missingRows(surveyDate, deps);
  return [...institutesToRemind(missing).keys()].filter((code) => !reminded.has(code)).length;
}

async function uncertainMails(surveyDate: LocalDate, deps: Deps): Promise<number> {
  let uncertain = 0;
  for (const kind of ["reminder", "digest", "notice"] as const) {
    for await (const entries of deps.mailLedger.pagesOfDay(surveyDate, kind, deps.onDamaged)) {
      uncertain += entries.filter(({ status }) => status === "uncertain").length;
    }
  }
  return uncertain;
}

/** Nobody to mail is not overdue; the pages say that no contact is set. */
async function unmailedAlerts(due: Date, deps: Deps): Promise<number> {
  const { alertDigests } = await deps.settings.healthOfficeContacts(deps.onDamaged);
  if (alertDigests.length === 0) return 0;
  const alerts: AlertNews[] = [];
  // What became news longer ago has been given up, and told then.
  const newsFrom = new Date(due.getTime() - tellingDays * 24 * 60 * 60_000);
  for await (const page of openAlertPages(deps)) {
    alerts.push(...page.filter(({ worst }) => worst.since > newsFrom && worst.since < due).map(newsOf));
  }
  return (await untoldAlerts(alerts, deps)).length;
}
