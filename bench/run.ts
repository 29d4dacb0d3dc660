import { Command } from "@commander-js/extra-typings";
import { consoleTable } from "../scripts/report/console-table.ts";
import type { BenchRow } from "./bench-row.ts";
import { bundleSizeRows } from "./bundle-size.ts";
import { measureCapacity } from "./capacity.ts";
import { detectionRows } from "./detection.ts";
import { functionStartRows } from "./function-start.ts";
import { missingListRows } from "./missing-list.ts";
import { reminderPaceRows } from "./reminder-pace.ts";
import { reportsASecondRows } from "./reports-a-second.ts";
import { siteYearRows } from "./site-year-cost.ts";
import { webRows } from "./web.ts";

const command = new Command()
  .name("npm run bench --")
  .description("Measures the rows of the budget table. Nothing here is a test: on a busy machine read the minima.")
  .option("--json", "print one JSON array instead of the table", false)
  .option("--only <part>", "run only the parts whose name contains this", "")
  .allowExcessArguments(false)
  .parse();

const { json, only } = command.opts();

const parts: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  capacity: async () => {
    const { rows, units } = await measureCapacity();
    return [...rows, ...siteYearRows(units)];
  },
  throughput: reportsASecondRows,
  "missing-list": missingListRows,
  bundles: bundleSizeRows,
  functions: functionStartRows,
  reminders: reminderPaceRows,
  detection: detectionRows,
  web: webRows,
};

const rows: BenchRow[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (!name.includes(only)) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await measure().catch((fault: unknown) => [unmeasured(name, fault)])));
}
process.stdout.write(json ? `${JSON.stringify(rows)}\n` : `${table(rows)}\n`);

/** The row of a part that cannot be measured here; it says why. */
function unmeasured(name: string, fault: unknown): BenchRow {
  return { what: name, unit: "", note: `not measured: ${fault instanceof Error ? fault.message : String(fault)}` };
}

function table(measured: readonly BenchRow[]): string {
  const head = ["what", "ours", "against", "ratio", "unit", "budget", "kept"];
  const lines = measured.map(({ what, ours, baseline, ratio, unit, budget = "", kept }, index) => [
    `${what}${measured[index]?.note === undefined ? "" : ` [${index + 1}]`}`,
    ...[ours, baseline, ratio].map(shortNumber),
    unit,
    budget,
    kept === undefined ? "" : kept ? "yes" : "NO",
  ]);
  const notes = measured.flatMap(({ note }, index) => (note === undefined ? [] : [`[${index + 1}] ${note}`]));
  return [consoleTable({ head, rows: lines }), ...notes].join("\n");
}

function shortNumber(value: number | undefined): string {
  return value === undefined ? "" : String(Number(value.toPrecision(4)));
}
