import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Longer than any function may run: an abandoned call would still run next to its repetition. */
const answerSeconds = 930;

/**
 * Calls a function and waits for its answer, which may be a failure. It uses the AWS CLI, which signs as the person who
 * deploys.
 * @throws Error when the function cannot be called
 */
export function invokeFunction(functionName: string, region: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), "sentinella-answer-"));
  try {
    const answer = join(folder, "answer.json");
    const { status, error } = spawnSync(
      "aws",
      [
        ["lambda", "invoke", "--region", region, "--function-name", functionName],
        ["--cli-read-timeout", String(answerSeconds), "--no-cli-pager", answer],
      ].flat(),
      // Its other output is useful only when the call fails.
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    if (error !== undefined) throw new Error(`the AWS CLI cannot be run: ${error.message}`);
    if (status !== 0) throw new Error(`the AWS CLI could not call ${functionName}`);
    return JSON.parse(readFileSync(answer, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
