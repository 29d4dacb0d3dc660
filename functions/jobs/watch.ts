import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { compareSurveyDays } from "../flows/survey-days/compare-survey-days.ts";
import { overdueDays } from "../flows/watch/overdue-days.ts";
import { publishedCounts } from "../flows/watch/published-counts.ts";
import { silentTerritories } from "../flows/watch/silent-territories.ts";
import { uncertainMails } from "../flows/watch/uncertain-mails.ts";
import { unmailedAlerts } from "../flows/watch/unmailed-alerts.ts";
import { unremindedInstitutes } from "../flows/watch/unreminded-institutes.ts";
import { closedDays, dueBy, watchedTerritories } from "../flows/watch/watched-territories.ts";

/** Publishes how far the present state differs from the wanted one, even 0: missing data raises an alarm too. */
export const job = isolatedJob("watch", async (deps, time) => {
  const now = deps.now();
  const due = dueBy(now);
  const watched = await watchedTerritories(now, deps);
  const areAllKnown = deps.faults.found().length === 0;
  const count = (work: () => Promise<number>) => deps.faults.isolate("not-watched", {}, work);
  const counts = {
    daysOverdue: await count(async () => overdueDays(watched, await deps.calendar(), due)),
    institutesNotReminded: await count(() => unremindedInstitutes(due, deps)),
    alertsNotMailed: await count(() => unmailedAlerts(due, deps)),
    mailsUncertain: await count(() => uncertainMails(now, deps)),
    silentSurveyDays: await count(() => silentTerritories(watched, now, deps)),
  };
  const compared = await compareSurveyDays(closedDays(watched, due), areAllKnown, now, time, deps);
  const published = publishedCounts({ ...counts, reportsNotEvaluated: compared.differing });
  deps.log.metrics(published, now);
  return { ...published, leftForNextRun: compared.leftForNextRun };
});
