// Computes the explanations of an alert again: `npm run explain -- alert.json`.
import { Command } from "@commander-js/extra-typings";
import { checkExplanation } from "./explain/check-explanation.ts";
import { type ReadAlert, readAlert } from "./explain/read-alert.ts";
import { type CheckedCrossing, explanationTable } from "./explain/report.ts";
import { consoleTable } from "./report/console-table.ts";

const command = new Command()
  .name("npm run explain --")
  .description(
    "Computes each explanation of an alert once more from the inputs it stores: the same bits must come out.",
  )
  .argument("<file>", "an alert as JSON, as GET /v1/alerts/{alertId} answers it")
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const [file] = command.processedArgs;
const alert = await readAlert(file);
if (alert.kind === "alert") explain(alert);
else fail(`${file} is not an alert with its explanations. ${alert.reason}`);

function explain({ alertId, crossings }: ReadAlert & { kind: "alert" }): void {
  const checked = crossings.map(
    (crossing): CheckedCrossing =>
      crossing.explanation === undefined ? crossing : { ...crossing, checked: checkExplanation(crossing.explanation) },
  );
  process.stdout.write(`${alertId}\n${consoleTable(explanationTable(checked))}\n`);
  if (checked.every((crossing) => crossing.checked === undefined)) fail(`${file} holds no explanation to be checked.`);
  for (const { surveyDate, checked: outcome } of checked) {
    if (outcome === undefined || outcome.differing.length === 0) continue;
    fail(`${surveyDate}: what comes out is different in ${outcome.differing.join(", ")}.`);
  }
}

function fail(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}
