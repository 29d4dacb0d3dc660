// Tests the tests with mutations of the code: `npm run mutate`, or `npm run mutate --
// shared/domain/survey/reminder.ts`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { mutatedFiles, type TestSet, testSets } from "./mutate/mutated-files.ts";
import { killedShare, type MutationTally, readMutationReport, sumOf } from "./mutate/mutation-report.ts";
import { strykerOptions } from "./mutate/stryker-options.ts";
import { consoleTable } from "./report/console-table.ts";

const workersMax = 16;
const folder = "scripts/mutate";
const killedShareMin = 0.9;

const command = new Command()
  .name("npm run mutate --")
  .description("Changes the rules, the ledger and the jobs in one place at a time: each change must turn a test red.")
  .argument("[files...]", "only these source files; all of them if left out")
  .option("--workers <n>", "test processes at once", parseWorkers, 2)
  .option("--fresh", "try again what an earlier run has tried on the same code and tests", false)
  .parse();

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= workersMax) return workers;
  throw new InvalidArgumentError(`1 to ${workersMax}`);
}

const { workers, fresh } = command.opts();
const testSetNames: readonly TestSet[] = ["rules", "jobs"];
const groups = mutatedFiles();
const files = command.args.length > 0 ? command.args : [...groups.keys()];
installTool();
const survivors: string[] = [];
const tallies = new Map<string, MutationTally>();
for (const testSet of testSetNames) {
  const held = files.filter((file) => (groups.get(file)?.heldAgainst ?? "jobs") === testSet);
  if (held.length === 0) continue;
  runTool(testSet, held);
  const report = readMutationReport(reportFileOf(testSet), held);
  survivors.push(...report.survivors);
  for (const [file, tally] of report.tallies) tallies.set(file, tally);
}
process.stdout.write(`${[...survivors, tableOf(tallies)].join("\n")}\n`);
if (killedShare(sumOf(tallies.values())) < killedShareMin) {
  process.stderr.write(`Fewer than ${killedShareMin * 100} % of the mutations turned a test red.\n`);
  process.exitCode = 1;
}

/** The tool has 177 packages that nothing else needs, so the first run of this command installs them. */
function installTool(): void {
  const wanted = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = join(folder, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stderr.write("Installing what makes mutations …\n");
  run("npm", ["install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(stamp, wanted);
}

function reportFileOf(testSet: TestSet): string {
  return `reports/mutation-${testSet}.json`;
}

function runTool(testSet: TestSet, held: readonly string[]): void {
  const tool = join(folder, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const config = `reports/mutation-${testSet}.config.json`;
  mkdirSync("reports", { recursive: true });
  writeFileSync(
    config,
    JSON.stringify({
      ...strykerOptions,
      kept: { include: testSets[testSet], setupFiles: ["test/rig/seed-properties.ts"] },
      incrementalFile: `reports/mutation-${testSet}-incremental.json`,
      jsonReporter: { fileName: reportFileOf(testSet) },
    }),
  );
  const options = ["--mutate", held.join(","), "--concurrency", String(workers), ...(fresh ? ["--force"] : [])];
  run(process.execPath, [tool, "run", config, ...options]);
}

/** Its output goes to stderr, because stdout is for the survivors and the table. */
function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", process.stderr, process.stderr] });
  if (error !== undefined) throw error;
  // The program has printed what is wrong.
  if (status !== 0) process.exit(status ?? 1);
}

function tableOf(ofFile: ReadonlyMap<string, MutationTally>): string {
  const row = (name: string, tally: MutationTally) => [
    name,
    ...[tally.killed, tally.survived, tally.leftOut].map(String),
    (killedShare(tally) * 100).toFixed(1),
  ];
  const byGroup = Map.groupBy(ofFile, ([file]) => groups.get(file)?.group ?? "others");
  return consoleTable({
    head: ["file", "killed", "survived", "left out", "% killed"],
    rows: [
      ...[...byGroup].flatMap(([group, members]) => [
        ...members.map(([file, tally]) => row(file, tally)),
        row(`${group}, all files`, sumOf(members.map(([, tally]) => tally))),
      ]),
      row("all", sumOf(ofFile.values())),
    ],
  });
}
