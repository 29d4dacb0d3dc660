import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Command } from "@commander-js/extra-typings";
import * as z from "zod";
import { startLocalCloud } from "../infra/local/cloud.ts";
import { chooseEngine, startEngine } from "../infra/local/engine.ts";
import { openMailFolder } from "../infra/local/mail-folder.ts";
import { localCredentials } from "../shared/store/database.ts";
import { tables } from "../shared/tables.ts";
import { exportTable, type PlainItem } from "./release-fixture/export-table.ts";
import { type FixtureApi, openFixtureApi } from "./release-fixture/fixture-api.ts";
import { type RecordedAnswer, recordAnswers } from "./release-fixture/record-answers.ts";
import { driveSeason, seasonBegins, seasonEnds, surveyedDates } from "./release-fixture/season.ts";
import { type FixtureEngine, leaveClaims, registerSupplier, settleMails } from "./release-fixture/settle-mails.ts";
import { templateSummary } from "./release-fixture/template-summary.ts";

new Command()
  .name("npm run release-fixture --")
  .description(
    "Writes down what this release stores and answers, for the tests of the releases after it: test/releases/<version>.",
  )
  .showHelpAfterError()
  .allowExcessArguments(false)
  .parse();

const repository = fileURLToPath(new URL("..", import.meta.url));
const region = "eu-south-1";
const tablePrefix = "sentinella-local-";
const messageIdLength = 16;
/** At this instant, in the middle of the season, the cloud stops and the events of SES about its mails arrive. */
const middle = new Date("2025-10-31T12:00:00+01:00");

/** By then the survey day on which the season ends is closed. */
const dayAfterClosed = new Date(seasonEnds.getTime() + 38 * 3_600_000);

const print = (line: string) => process.stdout.write(`${line}\n`);

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(join(repository, "package.json"), "utf8")));
const fixture = join(repository, "test/releases", version);
const work = await mkdtemp(join(tmpdir(), "sentinella-fixture-"));
const dataFolder = join(work, "data");

try {
  await rm(fixture, { recursive: true, force: true });
  await mkdir(fixture, { recursive: true });
  await writeFile(join(fixture, "tables.json"), `${JSON.stringify(tables, undefined, 2)}\n`);
  const stagesFile = join(repository, "infra/aws/stages.json");
  await writeFile(join(fixture, "templates.txt"), await templateSummary(stagesFile, join(work, "cloud")));
  print("Driving the season …");
  const backtestIds: string[] = [];
  const drive = (from: Date, to: Date) =>
    withCloud(async (api) => void backtestIds.push(...(await driveSeason(from, to, api))));
  await drive(seasonBegins, middle);
  await withEngine((engine) => settleMails(engine, join(dataFolder, "mails"), "2025-10-31"));
  await drive(middle, seasonEnds);
  await withEngine(async (engine) => {
    await settleMails(engine, join(dataFolder, "mails"), "2026-01-22");
    await leaveClaims(engine);
    await registerSupplier(engine);
  });
  print("Writing down what it answers …");
  const answers: RecordedAnswer[] = [];
  await withCloud(async (api) => {
    answers.push(...(await recordAnswers(await surveyedDates(api), backtestIds, api)));
  });
  const lines = answers.map((answer) => `${JSON.stringify(answer)}\n`).join("");
  await writeFile(join(fixture, "answers.ndjson.gz"), gzipSync(lines, { level: constants.Z_BEST_COMPRESSION }));
  await withEngine(exportAll);
  print("Driving the two days after …");
  await withCloud((api) => api.moveTo(dayAfterClosed));
  await writeFile(join(fixture, "mails-after.json"), `${JSON.stringify(await mailsAfter(), undefined, 2)}\n`);
  print(`test/releases/${version}: ${answers.length} answers`);
} finally {
  await rm(work, { recursive: true, force: true });
}

async function withCloud(act: (api: FixtureApi) => Promise<void>): Promise<void> {
  const faults: unknown[] = [];
  const options = { dataFolder, port: 0, fresh: false, empty: true, now: seasonBegins };
  const cloud = await startLocalCloud(options, (fault) => faults.push(fault));
  try {
    await act(openFixtureApi(cloud.origin));
  } finally {
    await cloud.stop();
  }
  if (faults.length > 0) throw new AggregateError(faults, "faults of the local cloud");
}

async function withEngine(act: (engine: FixtureEngine) => Promise<void>): Promise<void> {
  const engine = await startEngine({ kind: chooseEngine(), dataDir: join(dataFolder, "tables") });
  try {
    await act({ endpoint: engine.endpoint, region, tablePrefix });
  } finally {
    await engine.stop();
  }
}

async function exportAll({ endpoint }: FixtureEngine): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  try {
    for (const { name } of Object.values(tables)) await exportTable(client, tablePrefix + name, fixture, withoutChance);
  } finally {
    client.destroy();
  }
}

/** The mails that go out after the season was recorded, with their recipients. */
async function mailsAfter(): Promise<object[]> {
  const mails = await (await openMailFolder(join(dataFolder, "mails"))).all();
  return mails
    .filter(({ sentAt }) => new Date(sentAt) > seasonEnds)
    .map(({ sentAt, to, subject, tags: { kind, surveyDate } }) => ({ sentAt, kind, surveyDate, to, subject }))
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

/**
 * SES chooses its ids by chance. The key of the mail gives the id here, so that the same season makes the same files.
 */
function withoutChance(item: PlainItem): PlainItem {
  if (item.messageId === undefined) return item;
  const key = JSON.stringify([item.surveyDateKind, item.recipientRound]);
  return { ...item, messageId: { S: createHash("sha256").update(key).digest("hex").slice(0, messageIdLength) } };
}
