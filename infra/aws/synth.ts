import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "@commander-js/extra-typings";
import { routes } from "../../shared/routes.ts";
import { schedules } from "../../shared/schedules.ts";
import { tables } from "../../shared/tables.ts";
import { buildWebPages } from "../local/web-pages.ts";
import { cloudApp } from "./cloud-app.ts";
import { readStage, stagesFile } from "./stage.ts";
import { validationFindings } from "./validation-findings.ts";
import { writeBundles } from "./write-bundles.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

const command = new Command()
  .name("npm run synth --")
  .description("Writes the CloudFormation templates of one stage to cdk.out, and looks at them by the rule packs.")
  .option("--stage <name>", "which stage of the stages file", "prod")
  .option("--stages <file>", "the stages file", stagesFile)
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const { stage: stageName, stages } = command.opts();
const print = (line: string) => process.stdout.write(`${line}\n`);

const stage = stageOrExit();
const outdir = join(repository, "cdk.out");
const bundlesDir = join(repository, "dist/functions");
await rm(outdir, { recursive: true, force: true });
await rm(bundlesDir, { recursive: true, force: true });
const [pagesDir] = await Promise.all([buildWebPages(() => print("Building the pages …")), writeBundles(bundlesDir)]);

const app = cloudApp({ stage, routes, schedules, tables, bundlesDir, pagesDir, outdir });
try {
  for (const { stackName } of app.synth().stacks) print(`cdk.out/${stackName}.template.json`);
} finally {
  // CDK decides whether findings end the synthesis, and it has changed that before. So the report decides here.
  const findings = validationFindings(readFileSync(join(outdir, "validation-report.json"), "utf8"));
  if (findings.length > 0) process.exitCode = 1;
}

function stageOrExit() {
  try {
    return readStage(stages, stageName);
  } catch (fault) {
    return command.error(fault instanceof Error ? fault.message : String(fault));
  }
}
