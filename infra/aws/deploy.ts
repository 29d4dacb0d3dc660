import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Command } from "@commander-js/extra-typings";
import { systemClock } from "../../shared/runtime/clock.ts";
import { migrateStage } from "./migrate-stage.ts";
import { readStage, type Stage, stagesFile } from "./stage.ts";

const command = new Command()
  .name("npm run deploy --")
  .description("Makes the templates of one stage, and deploys them when the rule packs have no finding.")
  .requiredOption("--stage <name>", "which stage of the stages file")
  .option("--stages <file>", "the stages file", stagesFile)
  .option("--yes", "do not ask before rights are widened", false)
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const { stage, stages, yes } = command.opts();
const repository = fileURLToPath(new URL("../..", import.meta.url));

function run(script: string, args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: repository, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Longer than the function may take: a call that is given up goes on there, and is made again here. */
const answerSeconds = 930;

/** By the AWS CLI, which signs as the person who deploys. */
async function invokeMigrate({ name, region }: Stage): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "sentinella-migrate-"));
  try {
    const answer = join(folder, "answer.json");
    const { status, error } = spawnSync(
      "aws",
      [
        ["lambda", "invoke", "--region", region, "--function-name", `sentinella-${name}-migrate`],
        ["--cli-read-timeout", String(answerSeconds), "--no-cli-pager", answer],
      ].flat(),
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    if (error !== undefined) throw new Error(`the AWS CLI cannot be run: ${error.message}`);
    if (status !== 0) throw new Error("the function migrate could not be called");
    return JSON.parse(readFileSync(answer, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

run("infra/aws/synth.ts", ["--stage", stage, "--stages", stages]);
run("node_modules/aws-cdk/bin/cdk", [
  "deploy",
  "--app",
  "cdk.out",
  "--all",
  "--require-approval",
  yes ? "never" : "broadening",
]);

// Without a certificate there is no service yet, and nothing is stored.
const deployed = readStage(stages, stage);
if (deployed.certificateArn !== undefined) {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    await migrateStage({ invoke: () => invokeMigrate(deployed), say, now: systemClock, pause });
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    say(
      `It is deployed, but not all stored data has the shape of this release (${why}): see "Upgrades" in docs/operations.md.`,
    );
    process.exitCode = 1;
  }
}
