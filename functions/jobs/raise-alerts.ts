import { hasTime, sumOfCounts } from "../../shared/runtime/job-chain.ts";
import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { openSurveyDays } from "../flows/survey-days/open-survey-days.ts";
import { isUnderWay, nothingRaised, raiseAlerts } from "../flows/survey-days/raise-alerts.ts";
import { recentSurveyDays } from "../flows/survey-days/recent-survey-days.ts";

/** Provisional verdicts on the survey days that are open or late, and one digest of what is new or worse. */
export const job = isolatedJob("raise-alerts", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  const parts: Record<string, number>[] = [nothingRaised, await openSurveyDays(now, time, deps)];

  const calendar = await deps.calendar();
  const surveyDates = recentSurveyDays(now, calendar.anywhere());
  for (const surveyDate of surveyDates.filter((date) => isUnderWay(date, now))) {
    parts.push(hasTime(time) ? await raiseAlerts(surveyDate, now, time, deps) : { leftForNextRun: 1 });
  }
  return sumOfCounts(parts);
});
