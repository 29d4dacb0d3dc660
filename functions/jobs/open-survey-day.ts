import { isolatedJob } from "../flows/isolated-job.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";

export const job = isolatedJob("open-survey-day", async (deps, time) => ({
  ...(await openSurveyDays(deps.now(), time, deps)),
}));
