import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { invokeFunction } from "../../infra/aws/invoke-function.ts";
import { migrateStage } from "../../infra/aws/migrate-stage.ts";
import { temporaryFolder } from "../local/temporary-folder.ts";

/** The ports of a deployment, with a function that gives these answers in turn. */
async function deployed(answers: readonly object[]) {
  const said: string[] = [];
  let now = new Date("2026-03-03T10:00:00Z");
  let calls = 0;
  const outcome = await migrateStage({
    invoke: async () => answers[Math.min(calls++, answers.length - 1)],
    say: (line) => said.push(line),
    now: () => now,
    pause: async (millis) => {
      now = new Date(now.getTime() + millis);
    },
  }).catch((fault: unknown) => fault);
  return { said: said.join("\n"), calls, now: now.toISOString(), outcome };
}

const counts = { items: 40, written: 90, damaged: 0, left: 0 };

test("a deployment calls the migration until none is left", async () => {
  const nothing = { items: 0, written: 0, damaged: 0, left: 0 };
  expect(await deployed([nothing])).toMatchObject({ calls: 1, said: "", outcome: undefined });
  const after = await deployed([{ ...counts, left: 2 }, { ...counts, left: 1 }, counts]);
  expect(after).toMatchObject({ calls: 3, outcome: undefined });
  expect(after.said).toContain("40 items seen, 90 changes made, 2 migrations left");
});

test("a deployment waits until no call of the release before can still write, and calls once more", async () => {
  const settlesAt = "2026-03-03T10:15:00.000Z";
  const after = await deployed([{ ...counts, settlesAt }, counts]);
  expect(after).toMatchObject({ calls: 2, now: settlesAt, outcome: undefined });
  expect(after.said).toContain(`At ${settlesAt}`);
});

test("a deployment tells of items that cannot be read", async () => {
  expect((await deployed([{ ...counts, damaged: 2 }])).said).toContain("2 items cannot be read and stay as they are");
});

test("a function that fails, or never comes to an end, ends the deployment with its reason", async () => {
  const failed = await deployed([{ errorType: "Error", errorMessage: "Task timed out" }]);
  expect(failed).toMatchObject({ calls: 1, outcome: new Error("Task timed out") });
  const endless = await deployed([{ ...counts, left: 1 }]);
  expect(endless).toMatchObject({ calls: 100, outcome: new Error("the migrations are not through after 100 calls") });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A command `aws` that runs the shell script. Nothing else is in the path. */
async function awsCommand(script: string): Promise<void> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "aws"), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "aws"), 0o755);
  vi.stubEnv("PATH", folder);
}

test("a function is called by the AWS CLI, which writes the answer to the file in its last argument", async () => {
  // It answers with its own arguments.
  await awsCommand(`
    for last; do :; done
    printf '{"asked":"%s %s %s %s %s %s"}' "$1" "$2" "$3" "$4" "$5" "$6" > "$last"`);
  expect(invokeFunction("sentinella-prod-migrate", "eu-south-1")).toEqual({
    asked: "lambda invoke --region eu-south-1 --function-name sentinella-prod-migrate",
  });
});

test("without the AWS CLI, or when that cannot call the function, the deployment says so", async () => {
  await awsCommand("exit 254");
  expect(() => invokeFunction("sentinella-prod-migrate", "eu-south-1")).toThrow(
    /could not call sentinella-prod-migrate/,
  );
  vi.stubEnv("PATH", await temporaryFolder());
  expect(() => invokeFunction("sentinella-prod-migrate", "eu-south-1")).toThrow(/^the AWS CLI cannot be run/);
});
