// Tries surveillance rules on past data: `npm run backtest -- FILE… --rules fixed:0.10,S,T,C2`.
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { type BacktestSummary, summariseBacktest } from "../shared/detection/backtest-summary.ts";
import { replayDays } from "../shared/detection/replay-days.ts";
import { defaultAlertPolicy } from "../shared/domain/alerts/alert-policy.ts";
import type { Weekday } from "../shared/domain/calendar/local-date.ts";
import { type Sheets, siteOf, toDaySheets, withHygiene } from "./backtest/day-sheets.ts";
import { findInjected } from "./backtest/inject-outbreaks.ts";
import { type ColumnNames, readObservations } from "./backtest/read-observations.ts";
import { readOutbreaks } from "./backtest/read-outbreaks.ts";
import { readPolicy } from "./backtest/read-policy.ts";
import {
  backtestSections,
  differenceBetween,
  injectionTable,
  outbreakTable,
  type PolicyReport,
  policyTable,
  territoryTable,
} from "./backtest/report.ts";
import { type Candidate, candidateOf } from "./backtest/rule-spec.ts";
import { scoreOutbreaks } from "./backtest/score-outbreaks.ts";
import { consoleTable } from "./report/console-table.ts";
import { InputError } from "./report/input-error.ts";
import { writePage } from "./report/write-page.ts";

const weekdayNames: ReadonlyMap<string, Weekday> = new Map([
  ["MON", "monday"],
  ["TUE", "tuesday"],
  ["WED", "wednesday"],
  ["THU", "thursday"],
  ["FRI", "friday"],
  ["SAT", "saturday"],
  ["SUN", "sunday"],
]);

const command = new Command("backtest")
  .description(
    "Tries surveillance rules on past absences: a CSV of (site, date, enrolled, absent[, level, territory]), plain or gzip.",
  )
  .argument("<file...>", "one or more files, read as one")
  .option("--rules <list>", "rules to compare: fixed:RATE, S, T, S+T, C1, C2, C3, policy", "fixed:0.10,S,T,C2")
  .option("--json", "print one JSON object instead of tables")
  .option("--html <file>", "also write a self-contained page with charts")
  .option(
    "--weekdays <list>",
    "survey days to keep, as TUE,THU, or all (default: Tuesdays and Thursdays of daily data, else all)",
    toWeekdays,
  )
  .option("--site <column>", "name of the site column")
  .option("--date <column>", "name of the date column")
  .option("--enrolled <column>", "name of the column with enrolled pupils")
  .option("--absent <column>", "name of the column with absent pupils")
  .option("--level <column>", "name of the school level's column")
  .option("--territory <column>", "name of the territory's column")
  .option("--outbreaks <file>", "labelled outbreaks: CSV of date[, territory, level, site]")
  .option(
    "--inject <points>",
    "also add outbreaks of so many points (0.10) to a few sites at a time, and count those found",
    toRate,
  )
  .option("--no-hygiene", "let every day train, also a year's first: what the exclusion list is worth")
  .option("--policy <file>", "the active policy as JSON, whole or what differs from the defaults")
  .option("--skip-invalid", "leave out rows that cannot be used, and count them");

try {
  await backtest();
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function backtest(): Promise<void> {
  const { args, opts } = parsed();
  const policy = opts.policy === undefined ? defaultAlertPolicy : await readPolicy(opts.policy);
  const candidates = opts.rules.split(",").map((spec) => candidateOf(spec.trim(), policy));
  const outbreaks = opts.outbreaks === undefined ? undefined : await readOutbreaks(opts.outbreaks);
  const { rows, treatments } = await readObservations(args, columnNames(opts), opts.skipInvalid === true);
  const sheets = withHygiene(toDaySheets(rows, opts.weekdays), opts.hygiene);

  const injected = opts.inject === undefined ? undefined : findInjected(sheets.territories, candidates, opts.inject);
  const active = run(candidateOf("policy", policy), sheets);
  const policies = candidates.map((candidate): PolicyReport => {
    const summary = run(candidate, sheets);
    const found = injected?.get(candidate.name);
    return {
      ...summary,
      differenceFromActive: differenceBetween(summary, active),
      ...(found === undefined ? {} : { injected: found }),
      ...(outbreaks === undefined ? {} : { outbreaks: scoreOutbreaks(summary, outbreaks) }),
    };
  });

  const notes = [...treatments, ...sheets.treatments];
  if (opts.json === true) {
    process.stdout.write(`${JSON.stringify({ policies, active, treatments: notes }, null, 1)}\n`);
  } else {
    printTables(policies, notes);
  }
  if (opts.html === undefined) return;
  const lead = [`${args.join(", ")}: ${rows.length} rows.`, ...notes];
  await writePage(opts.html, "Prova delle regole su dati passati · Backtest", lead, backtestSections(policies));
  if (opts.json !== true) process.stdout.write(`Page: ${opts.html}\n`);
}

function printTables(policies: readonly PolicyReport[], notes: readonly string[]): void {
  const tables = [policyTable(policies), territoryTable(policies), outbreakTable(policies), injectionTable(policies)];
  const text = tables.flatMap((table) => (table === undefined ? [] : [consoleTable(table)]));
  process.stdout.write(`${[...notes.map((note) => `- ${note}`), ...text].join("\n")}\n`);
  for (const { name, assessableDays } of policies) {
    if (assessableDays === 0) process.stdout.write(`${name}: no verdict on any survey day. This is not "no alert".\n`);
  }
}

function run({ name, evaluate }: Candidate, { territories, surveyDaysPerYear }: Sheets): BacktestSummary {
  function* replayed() {
    for (const sheets of territories) yield* replayDays(sheets, evaluate);
  }
  return summariseBacktest(name, replayed(), surveyDaysPerYear, siteOf);
}

function parsed() {
  command.parse();
  return { args: command.args, opts: command.opts() };
}

/** Only the column names that the caller gave. */
function columnNames(given: ColumnNames): ColumnNames {
  const { site, date, enrolled, absent, level, territory } = given;
  return {
    ...(site === undefined ? {} : { site }),
    ...(date === undefined ? {} : { date }),
    ...(enrolled === undefined ? {} : { enrolled }),
    ...(absent === undefined ? {} : { absent }),
    ...(level === undefined ? {} : { level }),
    ...(territory === undefined ? {} : { territory }),
  };
}

function toRate(text: string): number {
  const rate = Number(text);
  if (!(rate > 0 && rate <= 1)) throw new InvalidArgumentError("A share over 0 and up to 1 is wanted, as 0.10.");
  return rate;
}

function toWeekdays(list: string): readonly Weekday[] | "all" {
  if (list.toLowerCase() === "all") return "all";
  return list.split(",").map((name) => {
    const weekday = weekdayNames.get(name.trim().slice(0, 3).toUpperCase());
    if (weekday === undefined)
      throw new InvalidArgumentError("Weekdays are MON, TUE, WED, THU, FRI, SAT, SUN, or all.");
    return weekday;
  });
}
