import { surveyState, surveyWindow } from "../../shared/domain/survey-window.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import { evaluateSurveyDay } from "../flows/evaluate-survey-day.ts";
import { notifySilence } from "../flows/notify-silence.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";
import { recentSurveyDays } from "../flows/recent-survey-days.ts";
import { sendDigest } from "../flows/send-digest.ts";

/** Provisional verdicts on the survey days that are open or late, and one digest of what is new or worse. */
export const job: Job = async (deps, time) => {
  const now = deps.now();
  const counts = {
    opened: await openSurveyDays(now, deps),
    raised: 0,
    appended: 0,
    withdrawn: 0,
    digests: 0,
    notices: 0,
  };
  for (const surveyDate of recentSurveyDays(now, await deps.closures())) {
    const state = surveyState(surveyWindow(surveyDate), now);
    if (state !== "open" && state !== "late") continue;
    const day = await evaluateSurveyDay(surveyDate, "provisional", now, deps);
    counts.raised += day.applied.raised;
    counts.appended += day.applied.appended;
    counts.withdrawn += day.applied.withdrawn;
    counts.digests += await sendDigest({ surveyDate, verdict: "provisional", day }, time, deps);
    counts.notices += await notifySilence(surveyDate, day, deps);
  }
  return counts;
};
