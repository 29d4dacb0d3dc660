import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { LocalDate } from "../../shared/domain/calendar/local-date.ts";
import type { ExpectedSite } from "../../shared/domain/survey/expected-site.ts";
import { surveyWindow } from "../../shared/domain/survey/survey-window.ts";
import { type Item, localCredentials, openDatabase } from "../../shared/store/database.ts";
import { reportStore } from "../../shared/store/report-store.ts";
import { partSitesMax } from "../../shared/store/survey-day-part.ts";
import { tables } from "../../shared/tables.ts";
import { sampleTerritory } from "./sample-schools.ts";
import type { World } from "./world.ts";

/** DynamoDB's own limit for one batch write. */
const batchItemsMax = 25;
const batchesAtOnce = 4;
const requestTimeoutMillis = 30_000;
const pupils = 220;
/** Under one in ten, so no alert. */
const absentMax = 20;
/** Every tenth site has not reported: see `isMissing`. */
const missingEvery = 10;

export function isMissing(position: number): boolean {
  return position % missingEvery === missingEvery - 1;
}

/**
 * Opens a survey day for the sites and lets nine in ten of them report. The store makes the items. They are written in
 * batches, which the deployed code never needs.
 */
export async function fillSurveyDay(world: World, surveyDate: LocalDate, sites: readonly ExpectedSite[]) {
  await openDay(world, surveyDate, sites);
  await writeInBatches(world, await reportItems(world, surveyDate, sites));
}

async function openDay({ deps }: World, surveyDate: LocalDate, sites: readonly ExpectedSite[]): Promise<void> {
  const parts = Math.max(1, Math.ceil(sites.length / partSitesMax));
  for (let part = 1; part <= parts; part++) {
    const partSites = sites.slice((part - 1) * partSitesMax, part * partSitesMax);
    await deps.surveyDays.freezePart(sampleTerritory, surveyDate, part, partSites, part === parts);
  }
  const { opensAt } = surveyWindow(surveyDate);
  await deps.surveyDays.markOpen(sampleTerritory, surveyDate, { parts, asked: sites.length, openedAt: opensAt });
}

async function reportItems({ place }: World, surveyDate: LocalDate, sites: readonly ExpectedSite[]): Promise<Item[]> {
  const items: Item[] = [];
  const database = openDatabase({
    endpoint: place.DYNAMODB_ENDPOINT,
    region: place.AWS_REGION,
    tablePrefix: "",
    requestTimeoutMillis,
  });
  const reports = reportStore({
    ...database,
    put: async (_, item) => {
      items.push(item);
      return { kind: "written" };
    },
  });
  const { opensAt } = surveyWindow(surveyDate);
  for (const [position, { siteCode }] of sites.entries()) {
    if (isMissing(position)) continue;
    await reports.create({
      siteCode,
      surveyDate,
      version: 1,
      content: { absent: position % absentMax },
      pupils,
      enteredAt: new Date(opensAt.getTime() + position),
      enteredBy: "7b1e6a52-33cf-4c0e-a7c1-5a4d8f0b2c11",
      revisions: [],
    });
  }
  database.close();
  return items;
}

async function writeInBatches({ place }: World, items: readonly Item[]): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: place.DYNAMODB_ENDPOINT,
    region: place.AWS_REGION,
    credentials: localCredentials,
  });
  const documents = DynamoDBDocumentClient.from(client);
  const table = `${place.TABLE_PREFIX}${tables.absenceReports.name}`;
  async function write(batch: readonly Item[]): Promise<void> {
    const requests = batch.map((item) => ({ PutRequest: { Item: { ...item } } }));
    const { UnprocessedItems = {} } = await documents.send(
      new BatchWriteCommand({ RequestItems: { [table]: requests } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) throw new Error("an engine in memory left items unwritten");
  }
  for (let start = 0; start < items.length; start += batchItemsMax * batchesAtOnce) {
    const batches = Array.from({ length: batchesAtOnce }, (_, batch) =>
      items.slice(start + batch * batchItemsMax, start + (batch + 1) * batchItemsMax),
    );
    await Promise.all(batches.filter((batch) => batch.length > 0).map(write));
  }
  client.destroy();
}
