import type { Job } from "../../shared/runtime/job-chain.ts";
import { openSurveyDays } from "../flows/open-survey-days.ts";

export const job: Job = async (deps) => ({ opened: await openSurveyDays(deps.now(), deps) });
