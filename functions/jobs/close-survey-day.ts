import { hasTime, sumOfCounts } from "../../shared/runtime/job-chain.ts";
import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { closeAndTell, nothingClosed, recordAndTell } from "../flows/survey-days/close-and-tell.ts";
import { daysDue } from "../flows/survey-days/close-survey-days.ts";
import { openSurveyDays } from "../flows/survey-days/open-survey-days.ts";

/**
 * Final verdicts and day sheets, in the order of `daysDue`: a later day's baseline needs the sheets before it. Then the
 * days of earlier runs with a finding to record or a reader to tell.
 */
export const job = isolatedJob("close-survey-day", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  const parts: Record<string, number>[] = [nothingClosed, await openSurveyDays(now, time, deps)];

  const { toClose, toTell } = await daysDue(now, deps);
  for (const due of toClose) {
    parts.push(hasTime(time) ? await closeAndTell(due, now, time, deps) : { leftForNextRun: 1 });
  }
  for (const due of toTell) {
    parts.push(hasTime(time) ? await recordAndTell(due, now, time, deps) : { leftForNextRun: 1 });
  }
  return sumOfCounts(parts);
});
