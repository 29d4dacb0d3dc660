import { hasTime } from "../../shared/runtime/job-chain.ts";
import { closeSurveyDay, daysToClose } from "../flows/close-survey-days.ts";
import { isolatedJob } from "../flows/isolated-job.ts";
import { liveDay } from "../flows/live-day.ts";
import { notifySilence } from "../flows/notify-silence.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";
import { sendDigest, untoldDay } from "../flows/send-digest.ts";

/**
 * Final verdicts and day sheets, oldest day first: a later day's baseline needs the sheets before it. A day that cannot
 * be closed holds up no other. With nothing to close, the digest that an earlier run could not send.
 */
export const job = isolatedJob("close-survey-day", async (deps, time) => {
  const now = deps.now();
  const counts = { ...(await openSurveyDays(now, time, deps)), closed: 0, raised: 0, withdrawn: 0, digests: 0 };
  for (const due of await daysToClose(now, deps)) {
    const { surveyDate } = due;
    if (!hasTime(time)) {
      counts.leftForNextRun += 1;
      continue;
    }
    const day = await deps.faults.isolate("day-not-closed", { surveyDate }, () => closeSurveyDay(due, now, time, deps));
    if (day === undefined) continue;
    counts.closed += day.closed > 0 ? 1 : 0;
    counts.leftForNextRun += day.leftForNextRun;
    counts.raised += day.applied.raised;
    counts.withdrawn += day.applied.withdrawn;
    if (day.closed === 0) continue;
    const mailed = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
      sendDigest({ surveyDate, verdict: "final", day }, time, deps),
    );
    counts.digests += mailed ?? 0;
    await deps.faults.isolate("silence-not-checked", { surveyDate }, () => notifySilence(surveyDate, day, time, deps));
  }
  if (counts.closed > 0) return counts;
  const mailed = await deps.faults.isolate("digest-failed", {}, async () => {
    const surveyDate = await untoldDay(now, deps);
    if (surveyDate === undefined) return 0;
    return sendDigest({ surveyDate, verdict: "final", day: await liveDay(surveyDate, deps) }, time, deps);
  });
  counts.digests += mailed ?? 0;
  return counts;
});
