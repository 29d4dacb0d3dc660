import * as z from "zod";
import { routes } from "../../shared/routes.ts";
import type { Handler } from "../../shared/runtime/handler-for.ts";
import type { Job } from "../../shared/runtime/job-chain.ts";
import { type JobName, schedules } from "../../shared/schedules.ts";
import { tableEntries } from "../../shared/table-entries.ts";

const handlerModule = z.object({
  handler: z.custom<Handler>((value) => typeof value === "object" && value !== null && "act" in value),
});
const jobModule = z.object({ job: z.custom<Job>((value) => typeof value === "function") });

/** The handler of every row of the route table. */
export function loadHandlers(): Promise<Handler[]> {
  const load = async (name: string) => handlerModule.parse(await import(`../../functions/api/${name}.ts`)).handler;
  return Promise.all(tableEntries(routes).map(([name]) => load(name)));
}

/** The job of every row of the schedule table. */
export async function loadJobs(): Promise<ReadonlyMap<JobName, Job>> {
  const load = async (name: JobName): Promise<[JobName, Job]> => {
    return [name, jobModule.parse(await import(`../../functions/jobs/${name}.ts`)).job];
  };
  return new Map(await Promise.all(tableEntries(schedules).map(([name]) => load(name))));
}
