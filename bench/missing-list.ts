import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand, type QueryCommandOutput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { dayRows } from "../functions/flows/survey-days/day-rows.ts";
import { firstOfficeCode } from "../shared/domain/region/health-office.ts";
import { localCredentials } from "../shared/store/database.ts";
import { tables } from "../shared/tables.ts";
import { fillSurveyDay, isMissing } from "../test/rig/fill-survey-day.ts";
import { sampleSites, sampleTerritory } from "../test/rig/sample-schools.ts";
import { openWorld, type World } from "../test/rig/world.ts";
import { writtenOn } from "../test/rig/written-on.ts";
import type { BenchRow } from "./bench-row.ts";
import { cpuByTurns } from "./cpu-time.ts";

const surveyDate = "2023-02-16";
const now = new Date("2023-02-17T08:30:00+01:00");
const ratioMax = 1.2;

/** The number of sites, and how many lists one turn makes: a turn must be long enough for the CPU clock. */
const sizes = [
  { sites: 200, times: 40 },
  { sites: 8_000, times: 2 },
  { sites: 55_000, times: 1 },
] as const;
const rounds = 9;

/** The members that a bare loop needs of an item to know which sites have reported. */
const reportItem = z.object({
  siteCode: z.string(),
  now: z.object({
    absent: z.number().optional(),
    illness: z.number().optional(),
    closed: z.string().optional(),
    pupils: z.number(),
    at: z.number(),
  }),
  earlier: z.array(z.object({ at: z.number() })),
});
const territoryItem = z.object({ version: z.string() });
const dayItem = z.object({
  surveyDatePart: z.string(),
  sites: z.string().optional(),
  institutes: z.string().optional(),
  levels: z.string().optional(),
  municipalities: z.string().optional(),
});

/** The list of missing sites, next to a bare loop over the SDK that decodes and parses the same items. */
export async function missingListRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const { sites, times } of sizes) {
    const world = await openWorld({ engine: "real", now, tablePrefix: "" });
    try {
      rows.push(await measure(world, sites, times));
    } finally {
      await world.stop();
    }
  }
  return rows;
}

async function measure(world: World, siteCount: number, times: number): Promise<BenchRow> {
  const sites = sampleSites(siteCount);
  await world.deps.settings.addTerritory(sampleTerritory, firstOfficeCode, writtenOn(surveyDate));
  await fillSurveyDay(world, surveyDate, sites);
  const expected = sites.filter((_, position) => isMissing(position)).length;
  const bare = bareLoop(world);
  const repeat = (work: () => Promise<number>) => async () => {
    for (let time = 0; time < times; time++) {
      const missing = await work();
      if (missing !== expected) throw new Error(`${missing} sites missing, not ${expected}`);
    }
  };
  const { ours, baseline } = await cpuByTurns(
    { ours: repeat(() => missingSites(world)), baseline: repeat(bare.run) },
    rounds,
  );
  bare.close();
  const ratio = ours.medianMicros / baseline.medianMicros;
  const leastRatio = ours.leastMicros / baseline.leastMicros;
  return {
    what: `missing list, ${siteCount} sites`,
    ours: ours.medianMicros / times / 1_000,
    baseline: baseline.medianMicros / times / 1_000,
    ratio,
    unit: "ms CPU",
    budget: `≤ ${ratioMax} × a bare loop`,
    // Noise can only add time, so the smaller of the two ratios is nearer to the truth.
    kept: Math.min(ratio, leastRatio) <= ratioMax,
    note: `minima ${(ours.leastMicros / times / 1_000).toFixed(2)} : ${(baseline.leastMicros / times / 1_000).toFixed(2)} = ${leastRatio.toFixed(2)}`,
  };
}

async function missingSites({ deps }: World): Promise<number> {
  let missing = 0;
  for await (const { state } of dayRows(surveyDate, await deps.settings.territories(), deps))
    if (state === "missing") missing += 1;
  return missing;
}

const siteCodeLength = 10;

function bareLoop({ place }: World): { run: () => Promise<number>; close: () => void } {
  const client = new DynamoDBClient({
    endpoint: place.DYNAMODB_ENDPOINT,
    region: place.AWS_REGION,
    credentials: localCredentials,
  });
  const documents = DynamoDBDocumentClient.from(client);

  async function* items(query: { table: string; condition: string; values: Record<string, string> }) {
    let after: Record<string, unknown> | undefined;
    // Ends with the last page of the engine.
    do {
      const page: QueryCommandOutput = await documents.send(
        new QueryCommand({
          TableName: query.table,
          KeyConditionExpression: query.condition,
          ExpressionAttributeValues: query.values,
          ...(query.condition.includes("#name") && { ExpressionAttributeNames: { "#name": "name" } }),
          ...(after && { ExclusiveStartKey: after }),
        }),
      );
      yield page.Items ?? [];
      after = page.LastEvaluatedKey;
    } while (after !== undefined);
  }

  async function run(): Promise<number> {
    const settings = { table: tables.settings.name, condition: "#name = :name", values: { ":name": "territories" } };
    const territories: string[] = [];
    for await (const page of items(settings))
      territories.push(...page.map((item) => territoryItem.parse(item).version));
    const reported = new Set<string>();
    const reports = {
      table: tables.absenceReports.name,
      condition: "surveyDate = :day",
      values: { ":day": surveyDate },
    };
    for await (const page of items(reports)) for (const item of page) reported.add(reportItem.parse(item).siteCode);
    let missing = 0;
    for (const territory of territories) missing += await missingIn(territory, reported);
    return missing;
  }

  async function missingIn(territory: string, reported: ReadonlySet<string>): Promise<number> {
    let missing = 0;
    const days = {
      table: tables.surveyDays.name,
      condition: "territory = :territory AND begins_with(surveyDatePart, :day)",
      values: { ":territory": territory, ":day": surveyDate },
    };
    for await (const page of items(days)) {
      for (const item of page) {
        const { sites = "" } = dayItem.parse(item);
        for (let start = 0; start < sites.length; start += siteCodeLength) {
          if (!reported.has(sites.slice(start, start + siteCodeLength))) missing += 1;
        }
      }
    }
    return missing;
  }

  return { run, close: () => client.destroy() };
}
