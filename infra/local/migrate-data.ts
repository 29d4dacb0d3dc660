import type { JobOutcome } from "../../shared/runtime/job-chain.ts";
import { LocalCloudError } from "./cloud-error.ts";
import type { RunJob } from "./scheduler.ts";

/** Each run may take as long as a function. No migration of a local cloud needs more runs than this. */
const runsMax = 100;

/**
 * Brings the data of an earlier release in the data folder into the form of this release.
 *
 * @param say Called with a sentence about the work, if there was any.
 * @throws LocalCloudError
 */
export async function migrateData(folder: string, runJob: RunJob, say: (line: string) => void): Promise<void> {
  let written = 0;
  let damaged = 0;
  for (let run = 0; run < runsMax; run++) {
    const outcome = await runJob("migrate", () => false).catch((fault: unknown): JobOutcome => {
      throw stopped(folder, fault instanceof Error ? fault.message : String(fault));
    });
    written += Number(outcome.written);
    damaged += Number(outcome.damaged);
    if (outcome.left !== 0) continue;
    if (written > 0) say(`Data of an earlier release: ${written} changes made, as this release stores it.`);
    if (damaged > 0)
      say(`${damaged} items of it cannot be read and stay as they are; log.ndjson in ${folder} names them.`);
    return;
  }
  throw stopped(folder, `not through after ${runsMax} runs`);
}

function stopped(folder: string, why: string): LocalCloudError {
  return new LocalCloudError(
    `The data of an earlier release in ${folder} is not yet stored as this release needs it (${why}): start again, and it goes on where it stopped.`,
  );
}
