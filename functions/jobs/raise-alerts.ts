import { surveyState, surveyWindow } from "../../shared/domain/survey/survey-window.ts";
import { hasTime } from "../../shared/runtime/job-chain.ts";
import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { notifySilence } from "../flows/mail/notify-silence.ts";
import { sendDigest } from "../flows/mail/send-digest.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { evaluateSurveyDay } from "../flows/survey-days/evaluate-survey-day.ts";
import { openSurveyDays } from "../flows/survey-days/open-survey-days.ts";
import { recentSurveyDays } from "../flows/survey-days/recent-survey-days.ts";

/** Provisional verdicts on the survey days that are open or late, and one digest of what is new or worse. */
export const job = isolatedJob("raise-alerts", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  const opening = await openSurveyDays(now, time, deps);
  const counts = { ...opening, raised: 0, appended: 0, withdrawn: 0, digests: 0, notices: 0 };
  for (const surveyDate of recentSurveyDays(now, await deps.closures())) {
    const state = surveyState(surveyWindow(surveyDate), now);
    if (state !== "open" && state !== "late") continue;
    if (!hasTime(time)) {
      counts.leftForNextRun += 1;
      continue;
    }
    const day = await deps.faults.isolate("day-not-evaluated", { surveyDate }, () =>
      evaluateSurveyDay({ surveyDate, verdict: "provisional" }, now, time, deps),
    );
    if (day === undefined) continue;
    counts.leftForNextRun += day.leftForNextRun;
    const { touched, ...applied } = day.applied;
    counts.raised += applied.raised;
    counts.appended += applied.appended;
    counts.withdrawn += applied.withdrawn;
    const told = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
      sendDigest({ surveyDate, verdict: "provisional", day, touched }, time, deps),
    );
    counts.digests += told?.sent ?? 0;
    const notices = await deps.faults.isolate("silence-not-checked", { surveyDate }, () =>
      notifySilence(surveyDate, day, time, deps),
    );
    counts.notices += notices ?? 0;
  }
  return counts;
});
