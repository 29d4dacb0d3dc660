import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { startVitest, type TestModule } from "vitest/node";
import { consoleTable } from "./report/console-table.ts";

const seedMax = 2 ** 31 - 1;
/** The full counts take long. A test that takes longer than this hangs. */
const testMillisMax = 4 * 60 * 60_000;
const reportFile = "reports/assurance.json";

/** The promises of docs/reliability.md that each file tests. */
const promisesOf = new Map([
  ["test/reliability/kill.test.ts", "1"],
  ["test/reliability/report-model.test.ts", "2, 4"],
  ["test/reliability/concurrent-writers.test.ts", "3"],
  ["test/reliability/crash-explorer.test.ts", "1, 5, 7, 11"],
  ["test/reliability/reminders.test.ts", "5, 6"],
  ["test/reliability/alerts.test.ts", "7, 11"],
  ["test/reliability/mail-limits.test.ts", "9"],
  ["test/reliability/short-of-capacity.test.ts", "9"],
  ["test/reliability/survey-time.test.ts", "10"],
  ["test/reliability/silent-loss.test.ts", "12"],
  ["test/reliability/hostile-input.test.ts", "13"],
  ["test/reliability/readers.test.ts", "19"],
  ["test/reliability/input-limits.test.ts", "20"],
]);

function parseSeed(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 1 || seed > seedMax) throw new InvalidArgumentError(`1 to ${seedMax}`);
  return seed;
}

const command = new Command()
  .name("npm run assure --")
  .description(
    "The reliability tests and the rules of the survey with full counts: every crash point, 100,000 sequences, 20 kills.",
  )
  .argument("[files...]", "only the test files whose path contains one of these")
  .option("--seed <number>", "where every random choice begins; a new one each time if left out", parseSeed)
  .parse();

const { seed = randomInt(1, seedMax) } = command.opts();
process.stdout.write(`seed ${seed}\n`);
const vitest = await startVitest("test", command.args.length > 0 ? command.args : ["test/reliability", "test/domain"], {
  watch: false,
  reporters: ["verbose"],
  testTimeout: testMillisMax,
  provide: { assurance: { seed } },
});
const rows = vitest.state
  .getTestModules()
  .map(rowOf)
  .toSorted((one, other) => (one.file < other.file ? -1 : 1));
await vitest.close();
mkdirSync("reports", { recursive: true });
writeFileSync(reportFile, `${JSON.stringify({ seed, files: rows }, null, 2)}\n`);
process.stdout.write(
  `${consoleTable({
    head: ["file", "promise", "tried", "tests", "failed", "seconds"],
    rows: rows.map(({ file, promises, tried, tests, failed, seconds }) => [
      file,
      promises,
      tried.map(({ what, times }) => `${times} ${what}`).join(", "),
      ...[tests, failed, seconds].map(String),
    ]),
  })}\nseed ${seed}; the same in ${reportFile}\n`,
);
if (rows.length === 0 || rows.some(({ ok }) => !ok)) process.exitCode = 1;

function rowOf(module: TestModule) {
  const file = relative(process.cwd(), module.moduleId);
  const tests = [...module.children.allTests()];
  const tried = new Map<string, number>();
  for (const test of tests) {
    const { what, times } = test.meta().tried ?? { what: "", times: 0 };
    if (times > 0) tried.set(what, (tried.get(what) ?? 0) + times);
  }
  return {
    file,
    promises: promisesOf.get(file) ?? "",
    tried: [...tried].map(([what, times]) => ({ what, times })),
    tests: tests.length,
    failed: tests.filter((test) => test.result().state === "failed").length,
    seconds: Math.round(module.diagnostic().duration / 1000),
    ok: module.ok(),
  };
}
