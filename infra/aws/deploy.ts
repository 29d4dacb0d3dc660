import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command } from "@commander-js/extra-typings";

const command = new Command()
  .name("npm run deploy --")
  .description("Makes the templates of one stage, and deploys them when the rule packs have no finding.")
  .requiredOption("--stage <name>", "which stage of the stages file")
  .option("--stages <file>", "the stages file")
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

run("infra/aws/synth.ts", ["--stage", stage, ...(stages === undefined ? [] : ["--stages", stages])]);
run("node_modules/aws-cdk/bin/cdk", [
  "deploy",
  "--app",
  "cdk.out",
  "--all",
  "--require-approval",
  yes ? "never" : "broadening",
]);
