import type { AlertNews } from "../../shared/domain/alerts/alert-news.ts";
import { tellingDays } from "../../shared/domain/alerts/telling.ts";
import { localDateAt, startOfLocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { Territory } from "../../shared/domain/codes.ts";
import { institutesToRemind, reminderRoundsDue } from "../../shared/domain/survey/reminder.ts";
import { surveyState, surveyWindow } from "../../shared/domain/survey/survey-window.ts";
import type { Deps } from "../../shared/runtime/deps.ts";
import type { ListedTerritory } from "../../shared/store/settings-store.ts";
import type { SurveyDayState } from "../../shared/store/survey-day-store.ts";
import { newsOf, openAlertPages } from "../flows/alerts/apply-findings.ts";
import type { Isolated } from "../flows/faults/faults.ts";
import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { untoldAlerts } from "../flows/mail/told-readers.ts";
import { compareSurveyDays } from "../flows/survey-days/compare-survey-days.ts";
import { dayRows } from "../flows/survey-days/day-rows.ts";
import { missingRows } from "../flows/survey-days/missing-rows.ts";
import { closableSurveyDays, recentSurveyDays } from "../flows/survey-days/recent-survey-days.ts";

type WatchDeps = Deps & Isolated;

/** A territory with the survey days that were opened in it. */
type Watched = ListedTerritory & { states: readonly SurveyDayState[] };

const dayMillis = 24 * 60 * 60_000;
/** How long after its time a job's work may still be under way. */
const graceMillis = 60 * 60_000;
/** From a Saturday to the Thursday no day is closed, and no sheet built again. */
const closingPauseMillis = 5 * dayMillis;
/** A mail of which nobody knows whether it went is counted for so many days. */
const uncertainDays = 4;

/**
 * Compares what should be with what is and publishes the differences, zeros too: that nothing is published is an alarm
 * of its own. A count that could not be made is not published.
 */
export const job = isolatedJob("watch", async (deps, time) => {
  const now = deps.now();
  const due = new Date(now.getTime() - graceMillis);
  const watched = await watchedTerritories(now, deps);
  const areAllKnown = deps.faults.found().length === 0;
  const closed = watched.flatMap(({ states }) => states.filter((state) => isClosed(state, due)));
  const count = (work: () => Promise<number>) => deps.faults.isolate("not-watched", {}, work);
  const daysOverdue = await count(() => overdueDays(watched, due, deps));
  const institutesNotReminded = await count(() => unremindedInstitutes(due, deps));
  const alertsNotMailed = await count(() => unmailedAlerts(due, deps));
  const mailsUncertain = await count(() => uncertainMails(now, deps));
  const silentSurveyDays = await count(() => silentDays(watched, now, deps));
  const { differing, leftForNextRun } = await compareSurveyDays(closed, areAllKnown, now, time, deps);
  const counts = withoutUnknown({
    jobsOverdue: (daysOverdue ?? 0) + (institutesNotReminded ?? 0) + (alertsNotMailed ?? 0),
    daysOverdue,
    reportsNotEvaluated: differing,
    institutesNotReminded,
    alertsNotMailed,
    mailsUncertain,
    silentSurveyDays,
  });
  deps.log.metrics(counts, now);
  return { ...counts, leftForNextRun };
});

function withoutUnknown(counts: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) => (count === undefined ? [] : [[name, count]])),
  );
}

async function watchedTerritories(now: Date, deps: WatchDeps): Promise<Watched[]> {
  const dates = closableSurveyDays(now);
  const watched = await Promise.all(
    (await deps.settings.listedTerritories(deps.onDamaged)).map((listed) =>
      deps.faults.isolate("not-watched", { territory: listed.territory }, async () => ({
        ...listed,
        states: await deps.surveyDays.states(listed.territory, dates, deps.onDamaged),
      })),
    ),
  );
  return watched.filter((territory) => territory !== undefined);
}

function isClosed({ surveyDate }: SurveyDayState, now: Date): boolean {
  return surveyState(surveyWindow(surveyDate), now) === "closed";
}

/** Survey days of a territory that should be open, closed or rebuilt by now and are not. */
async function overdueDays(watched: readonly Watched[], due: Date, deps: WatchDeps): Promise<number> {
  const begun = recentSurveyDays(due, await deps.closures()).filter(
    (date) => surveyState(surveyWindow(date), due) !== "closed",
  );
  let overdue = 0;
  for (const { since, states } of watched) {
    const opened = new Set(states.map(({ surveyDate }) => surveyDate));
    // On the very day from which a territory is listed, the next job of the day opens it.
    const expected = begun.filter((date) => since === undefined || since < date);
    overdue += expected.filter((date) => !opened.has(date)).length;
    overdue += states.filter((state) => isOverdue(state, due)).length;
  }
  return overdue;
}

function isOverdue(state: SurveyDayState, due: Date): boolean {
  if (!isClosed(state, due)) return false;
  const { surveyDate, status, openedAt, reopenedUntil } = state;
  const { lateUntil } = surveyWindow(surveyDate);
  const isPastPause = (since: Date) => since.getTime() + closingPauseMillis <= due.getTime();
  if (status === "open") return openedAt < lateUntil || isPastPause(openedAt);
  return reopenedUntil !== undefined && isPastPause(reopenedUntil);
}

async function unremindedInstitutes(due: Date, deps: WatchDeps): Promise<number> {
  let unreminded = 0;
  for (const surveyDate of recentSurveyDays(due, await deps.closures())) {
    if (reminderRoundsDue(surveyDate, due, false).length === 0) continue;
    const reminded = new Set<string>();
    for await (const entries of deps.mailLedger.pagesOfDay(surveyDate, "reminder", deps.onDamaged)) {
      for (const { recipient } of entries) reminded.add(recipient);
    }
    const missing = await missingRows(surveyDate, deps);
    unreminded += [...institutesToRemind(missing).keys()].filter((code) => !reminded.has(code)).length;
  }
  return unreminded;
}

async function uncertainMails(now: Date, deps: WatchDeps): Promise<number> {
  const countedFrom = now.getTime() - uncertainDays * dayMillis;
  return (await settleClaims(now, deps)).filter(({ claimedAt }) => claimedAt.getTime() > countedFrom).length;
}

/** On a survey day the first report has always come by then: eleven hours into the day. */
const firstReportMillisMax = 11 * 60 * 60_000;

/** Territories in which today is a survey day, sites are expected, and by eleven none of them has reported. */
async function silentDays(watched: readonly Watched[], now: Date, deps: WatchDeps): Promise<number> {
  const today = localDateAt(now);
  if (now.getTime() - startOfLocalDate(today).getTime() < firstReportMillisMax) return 0;
  const isOpened = watched.some(({ states }) => states.some(({ surveyDate }) => surveyDate === today));
  if (!isOpened) return 0;
  const silent = new Set<Territory>();
  const heard = new Set<Territory>();
  for await (const { site, state, report } of dayRows(today, deps)) {
    if (site === undefined) continue;
    if (state === "missing") silent.add(site.territory);
    else if (report !== undefined || state === "unreadable") heard.add(site.territory);
  }
  return [...silent].filter((territory) => !heard.has(territory)).length;
}

/** Nobody to mail is not overdue; the pages say that no contact is set. */
async function unmailedAlerts(due: Date, deps: Deps): Promise<number> {
  const { alertDigests } = await deps.settings.healthOfficeContacts(deps.onDamaged);
  if (alertDigests.length === 0) return 0;
  const alerts: AlertNews[] = [];
  // What became news longer ago has been given up, and told then.
  const newsFrom = new Date(due.getTime() - tellingDays * dayMillis);
  for await (const page of openAlertPages(deps)) {
    alerts.push(...page.filter(({ worst }) => worst.since > newsFrom && worst.since < due).map(newsOf));
  }
  return (await untoldAlerts(alerts, deps)).length;
}
