import { randomInt } from "node:crypto";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { startVitest } from "vitest/node";

const seedMax = 2 ** 31 - 1;
/** The full counts take their time; a test that takes longer hangs. */
const testMillisMax = 4 * 60 * 60_000;

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
await vitest.close();
