// Tries the alert policy on synthetic seasons from a seed: `npm run simulate -- --repetitions 200 --seed 1`.
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import cliProgress from "cli-progress";
import { defaultAlertPolicy } from "../shared/domain/alerts/alert-policy.ts";
import { readPolicy } from "./backtest/read-policy.ts";
import { consoleTable } from "./report/console-table.ts";
import { InputError } from "./report/input-error.ts";
import { writePage } from "./report/write-page.ts";
import { judgeSeason, type SeasonResult } from "./simulate/judge-season.ts";
import { scenarioTable, simulationSections, targetTable } from "./simulate/report.ts";
import { type Scenario, scenarioNames } from "./simulate/scenarios.ts";
import { simulateSeason } from "./simulate/season.ts";
import { type ScenarioSummary, summariseSeasons, type Target, targetsOf } from "./simulate/summarise-seasons.ts";

const repetitionsMax = 10_000;
const sitesMax = 5_000;
const seedMax = 2 ** 31 - 1;

const command = new Command("simulate")
  .description("Simulates school years of sentinel sites and shows what the alert policy makes of them.")
  .option("--repetitions <n>", "seasons per scenario", wholeUpTo(repetitionsMax), 200)
  .option("--seed <n>", "the same seed gives the same seasons", wholeUpTo(seedMax), 1)
  .option("--sites <n>", "sentinel sites", wholeUpTo(sitesMax), 80)
  .option("--scenarios <list>", `of ${scenarioNames.join(", ")}`, toScenarios, [...scenarioNames])
  .option("--policy <file>", "an alert policy as JSON, whole or what differs from the defaults")
  .option("--no-hygiene", "leave the calendar's flags off the day sheets: what the exclusion list is worth")
  .option("--json", "print one JSON object instead of tables")
  .option("--html <file>", "also write a self-contained page with charts");

try {
  await simulate();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function simulate(): Promise<void> {
  command.parse();
  const { repetitions, seed, sites, scenarios, hygiene, ...opts } = command.opts();
  const policy = opts.policy === undefined ? defaultAlertPolicy : await readPolicy(opts.policy);

  const bar = new cliProgress.SingleBar({
    format: "{bar} {value}/{total} seasons | {scenario} | {eta_formatted} left",
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  });
  bar.start(scenarios.length * repetitions, 0, { scenario: "" });
  const results: SeasonResult[] = [];
  for (const scenario of scenarios) {
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const season = simulateSeason({ scenario, seed, repetition, sites, hygiene });
      results.push(judgeSeason(scenario, season, policy));
      bar.increment(1, { scenario });
    }
  }
  bar.stop();

  const summaries = summariseSeasons(results);
  const targets = targetsOf(summaries);
  const lead = `${repetitions} seasons of each scenario, ${sites} sites, seed ${seed}.`;
  if (opts.json === true) {
    process.stdout.write(`${JSON.stringify({ seed, repetitions, sites, targets, scenarios: summaries }, null, 1)}\n`);
  } else {
    printTables(lead, summaries, targets);
  }
  if (opts.html === undefined) return;
  await writePage(opts.html, "Stagioni simulate · Simulated seasons", [lead], simulationSections(summaries, targets));
  if (opts.json !== true) process.stdout.write(`Page: ${opts.html}\n`);
}

function printTables(lead: string, summaries: readonly ScenarioSummary[], targets: readonly Target[]): void {
  process.stdout.write(`${lead}\n${consoleTable(scenarioTable(summaries))}\n${consoleTable(targetTable(targets))}\n`);
  const missed = targets.filter(({ met }) => !met).length;
  process.stdout.write(
    missed === 0 ? "All targets are met.\n" : `${missed} of ${targets.length} targets are not met.\n`,
  );
}

function wholeUpTo(max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > max) {
      throw new InvalidArgumentError(`A whole number from 1 to ${max} is wanted.`);
    }
    return number;
  };
}

function toScenarios(list: string): Scenario[] {
  return list.split(",").map((name) => {
    const scenario = scenarioNames.find((known) => known === name.trim());
    if (scenario === undefined) throw new InvalidArgumentError(`Scenarios are ${scenarioNames.join(", ")}.`);
    return scenario;
  });
}
