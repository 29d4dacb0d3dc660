import { relative, resolve } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import * as z from "zod";
import { formatInstant } from "../../shared/domain/calendar/local-date.ts";
import { pageUrl } from "../../shared/page-paths.ts";
import { localInstant, localInstantWords } from "./clock.ts";
import { type LocalCloud, startLocalCloud } from "./cloud.ts";
import { LocalCloudError } from "./cloud-error.ts";
import { buildWebPages } from "./web-pages.ts";

function parseNow(text: string): Date {
  const instant = localInstant.safeParse(text);
  if (!instant.success) throw new InvalidArgumentError(`Write ${localInstantWords}.`);
  return instant.data;
}

function parsePort(text: string): number {
  const port = z.coerce.number().int().min(0).max(65_535).safeParse(text);
  if (!port.success) throw new InvalidArgumentError("Write a port number, 1 to 65535, or 0 for a free one.");
  return port.data;
}

const command = new Command()
  .name("npm start --")
  .description("The local cloud: all of Sentinella on this machine.")
  .option("--now <instant>", "let the time of a new data folder stand at this instant", parseNow)
  .option("--fresh", "throw away what the data folder holds and begin anew", false)
  .option("--data <folder>", "where everything is kept", ".sentinella")
  .option("--port <number>", "the one public port, on the loopback address", parsePort, 8080)
  .option("--empty", "begin without the synthetic town", false)
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const { now, fresh, data, port, empty } = command.opts();

const print = (line: string) => process.stdout.write(`${line}\n`);

/** The shortest form of the path from here. */
function shownFolder(folder: string): string {
  const fromHere = relative(".", folder);
  return fromHere === "" || fromHere.startsWith("..") ? resolve(folder) : fromHere;
}

function printBanner({ origin, engine, clock, isNew, users }: LocalCloud): void {
  const { standsAt } = clock.state();
  const stands = standsAt && `stands at ${formatInstant(standsAt)}; PUT ${origin}/_local/clock moves it`;
  const schools = users.filter(({ role }) => role === "school-office").map(({ user }) => user);
  const shown = schools.slice(0, 3).join(", ");
  print("");
  print("Sentinella, the local cloud");
  print("");
  print(`  Pages      ${pageUrl(origin, "home")}`);
  print(`  API        ${origin}/v1  (contract: ${origin}/v1/openapi.json)`);
  print(`  Inbox      ${origin}/_local/inbox/mails  (as JSON: ${origin}/_local/inbox)`);
  print(`  Time       ${stands ?? "is this machine's"}`);
  print(
    `  Data       ${shownFolder(data)}, DynamoDB by ${engine}; ${isNew ? "begun now" : "going on where it stopped"}`,
  );
  print(
    `  Sign in    as health-office${schools.length > 0 ? `, or as one of ${schools.length} institutes (${shown}${schools.length > 3 ? " …" : ""})` : "; institutes come with the registry"}`,
  );
  print(
    `             all of them: ${origin}/_local/users  (a token: POST ${origin}/_local/token {"user": "health-office"})`,
  );
  if (!isNew && now !== undefined) print("  The saved time wins over --now; --fresh begins anew.");
  if (!isNew && empty) print("  --empty is for a new data folder; --fresh begins anew.");
  print("");
  print("  Ctrl-C stops it; what was answered is kept.");
  print("");
}

/** Without pages the API still runs. */
async function pages(): Promise<string | undefined> {
  try {
    return await buildWebPages(() => print("Building the pages …"));
  } catch (fault) {
    print(`The pages could not be built, so only the API is served: ${fault instanceof Error ? fault.message : fault}`);
    return undefined;
  }
}

/** The time for requests under way and a running job to end. The next start does the rest. */
const stopMillisMax = 20_000;

let cloud: LocalCloud | undefined;

async function end(exitCode: number): Promise<void> {
  process.exitCode = exitCode;
  const tooLate = setTimeout(() => process.exit(), stopMillisMax);
  await cloud?.stop();
  clearTimeout(tooLate);
}

function endOnSignals(): void {
  let signals = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      signals += 1;
      // A second signal means that the person does not want to wait. Everything answered is on the disk.
      if (signals > 1) process.exit(1);
      print("Stopping.");
      void end(0);
    });
  }
}

const complain = (sentence: string) => process.stderr.write(`${sentence}\n`);

// The reader of the output may end first.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

try {
  const options = { dataFolder: data, port, fresh, empty, pages, say: print, ...(now && { now }) };
  cloud = await startLocalCloud(options, (fault) =>
    complain(fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)),
  );
  void cloud.lost.then((error) => {
    complain(error.message);
    return end(1);
  });
  endOnSignals();
  printBanner(cloud);
} catch (fault) {
  if (!(fault instanceof LocalCloudError)) throw fault;
  complain(fault.message);
  process.exitCode = 1;
}
