import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { settleClaims } from "../flows/mail/settle-claims.ts";
import { openSurveyDays } from "../flows/survey-days/open-survey-days.ts";

export const job = isolatedJob("open-survey-day", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  return { ...(await openSurveyDays(now, time, deps)) };
});
