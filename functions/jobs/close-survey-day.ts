import { enoughMillis, type Job } from "../../shared/runtime/job-chain.ts";
import { closeSurveyDay, daysToClose } from "../flows/close-survey-days.ts";
import { liveDay } from "../flows/live-day.ts";
import { notifySilence } from "../flows/notify-silence.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";
import { sendDigest, untoldDay } from "../flows/send-digest.ts";

/**
 * Final verdicts and day sheets, oldest day first: a later day's baseline needs the sheets before it. With nothing to
 * close, the digest that an earlier run could not send.
 */
export const job: Job = async (deps, time) => {
  const now = deps.now();
  const counts = {
    opened: await openSurveyDays(now, deps),
    closed: 0,
    raised: 0,
    withdrawn: 0,
    digests: 0,
    leftForNextRun: 0,
  };
  for (const surveyDate of await daysToClose(now, deps)) {
    if (time.remainingMillis() < enoughMillis) {
      counts.leftForNextRun += 1;
      continue;
    }
    const day = await closeSurveyDay(surveyDate, now, deps);
    counts.closed += 1;
    counts.raised += day.applied.raised;
    counts.withdrawn += day.applied.withdrawn;
    counts.digests += await sendDigest({ surveyDate, verdict: "final", day }, time, deps);
    await notifySilence(surveyDate, day, deps);
  }
  const untold = counts.closed === 0 ? await untoldDay(now, deps) : undefined;
  if (untold !== undefined) {
    const day = await liveDay(untold, deps);
    counts.digests += await sendDigest({ surveyDate: untold, verdict: "final", day }, time, deps);
  }
  return counts;
};
