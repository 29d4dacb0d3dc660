import { reminderRoundsDue } from "../../shared/domain/reminder.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";
import { recentSurveyDays } from "../flows/recent-survey-days.ts";
import { sendReminders } from "../flows/send-reminders.ts";

/** Who is missing for yesterday's survey day, and not mailed yet? Them, now. */
export const job: Job = async (deps, time) => {
  const now = deps.now();
  const opened = await openSurveyDays(now, deps);
  let sent = 0;
  let skipped = 0;
  let uncertain = 0;
  let failed = 0;
  let leftForNextRun = 0;
  for (const surveyDate of recentSurveyDays(now, await deps.closures())) {
    // The last round first: whoever gets the first one only now is not mailed twice in one run.
    for (const round of reminderRoundsDue(surveyDate, now, deps.secondReminder).toReversed()) {
      const counts = await sendReminders(surveyDate, round, time, deps);
      sent += counts.sent;
      skipped += counts.skipped;
      uncertain += counts.uncertain;
      failed += counts.failed;
      leftForNextRun += counts.leftForNextRun;
    }
  }
  // A failed run raises the alarm, and the next one tries again; whoever could be mailed has been.
  if (failed > 0) throw new Error(`${failed} reminders failed, ${sent} were sent`);
  return { opened, sent, skipped, uncertain, leftForNextRun };
};
