import { isolatedJob } from "../flows/isolated-job.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";
import { settleClaims } from "../flows/settle-claims.ts";

export const job = isolatedJob("open-survey-day", async (deps, time) => {
  const now = deps.now();
  await settleClaims(now, deps);
  return { ...(await openSurveyDays(now, time, deps)) };
});
