import { spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Command } from "@commander-js/extra-typings";
import { systemClock } from "../../shared/runtime/clock.ts";
import { invokeFunction } from "./invoke-function.ts";
import { migrateStage } from "./migrate-stage.ts";
import { readStage, stagesFile } from "./stage.ts";

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

run("infra/aws/synth.ts", ["--stage", stage, "--stages", stages]);
run("node_modules/aws-cdk/bin/cdk", [
  "deploy",
  "--app",
  "cdk.out",
  "--all",
  "--require-approval",
  yes ? "never" : "broadening",
]);

// Without a certificate there is no service yet, so nothing is stored.
const { certificateArn, region } = readStage(stages, stage);
if (certificateArn !== undefined) {
  const invoke = async () => invokeFunction(`sentinella-${stage}-migrate`, region);
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    await migrateStage({ invoke, say, now: systemClock, pause });
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    say(
      `It is deployed, but not all stored data has the shape of this release (${why}): see "Upgrades" in docs/operations.md.`,
    );
    process.exitCode = 1;
  }
}
