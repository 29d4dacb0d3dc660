import { hasTime } from "../../shared/runtime/job-chain.ts";
import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { notifySilence } from "../flows/mail/notify-silence.ts";
import { sendDigest } from "../flows/mail/send-digest.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { closeSurveyDay, daysDue, noteTelling, recordTheRest } from "../flows/survey-days/close-survey-days.ts";
import type { EvaluatedDay } from "../flows/survey-days/evaluate-survey-day.ts";
import { openSurveyDays } from "../flows/survey-days/open-survey-days.ts";

/**
 * Final verdicts and day sheets, oldest day first: a later day's baseline needs the sheets before it. A day that cannot
 * be closed holds up no other. Then the days of earlier runs of which something is still to be recorded or some reader
 * to be told.
 */
export const job = isolatedJob("close-survey-day", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  const counts = { ...(await openSurveyDays(now, time, deps)), closed: 0, raised: 0, withdrawn: 0, digests: 0 };

  async function tell(surveyDate: string, day: EvaluatedDay): Promise<boolean> {
    const { touched, raised, withdrawn } = day.applied;
    counts.raised += raised;
    counts.withdrawn += withdrawn;
    counts.leftForNextRun += day.leftForNextRun;
    const told = await deps.faults.isolate("digest-failed", { surveyDate }, () =>
      sendDigest({ surveyDate, verdict: "final", day, touched }, time, deps),
    );
    counts.digests += told?.sent ?? 0;
    return told?.everyReaderTold ?? false;
  }

  const { toClose, toTell } = await daysDue(now, deps);
  for (const due of toClose) {
    const { surveyDate } = due;
    if (!hasTime(time)) {
      counts.leftForNextRun += 1;
      continue;
    }
    const day = await deps.faults.isolate("day-not-closed", { surveyDate }, () => closeSurveyDay(due, now, time, deps));
    if (day === undefined) continue;
    counts.closed += day.closed > 0 ? 1 : 0;
    await noteTelling(surveyDate, day, await tell(surveyDate, day), now, deps);
    if (day.closed === 0) continue;
    await deps.faults.isolate("silence-not-checked", { surveyDate }, () => notifySilence(surveyDate, day, time, deps));
  }
  for (const due of toTell) {
    const { surveyDate, territories } = due;
    if (!hasTime(time)) {
      counts.leftForNextRun += 1;
      continue;
    }
    const day = await deps.faults.isolate("day-not-told", { surveyDate }, () => recordTheRest(due, now, time, deps));
    if (day === undefined) continue;
    await noteTelling(surveyDate, day, await tell(surveyDate, day), now, deps, territories);
  }
  return counts;
});
