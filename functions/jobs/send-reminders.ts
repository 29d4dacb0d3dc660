import { reminderRoundsDue } from "../../shared/domain/survey/reminder.ts";
import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { sendReminders } from "../flows/mail/send-reminders.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { openSurveyDays } from "../flows/survey-days/open-survey-days.ts";
import { recentSurveyDays } from "../flows/survey-days/recent-survey-days.ts";

/** Which institutes miss reports for yesterday's survey day and have no mail yet? They get it now. */
export const job = isolatedJob("send-reminders", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  const counts = { ...(await openSurveyDays(now, time, deps)), sent: 0, skipped: 0, uncertain: 0 };
  const calendar = await deps.calendar();
  for (const surveyDate of recentSurveyDays(now, calendar.anywhere())) {
    // The last round comes first, so that an institute that gets the first one now is not mailed twice in one run.
    for (const round of reminderRoundsDue(surveyDate, now, deps.secondReminder).toReversed()) {
      const fates = await deps.faults.isolate("reminder-failed", { surveyDate }, () =>
        sendReminders(surveyDate, round, time, deps),
      );
      if (fates === undefined) continue;
      counts.sent += fates.sent;
      counts.skipped += fates.skipped;
      counts.uncertain += fates.uncertain;
      counts.leftForNextRun += fates.leftForNextRun;
    }
  }
  return counts;
});
