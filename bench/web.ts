import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildWebPages } from "../infra/local/web-pages.ts";
import { permanentCalendar } from "../shared/domain/calendar/calendar.ts";
import { dayFlags } from "../shared/domain/calendar/day-flags.ts";
import { firstOfficeCode } from "../shared/domain/region/health-office.ts";
import type { DaySheet } from "../shared/domain/survey/day-sheet.ts";
import { surveyWindow } from "../shared/domain/survey/survey-window.ts";
import { partSitesMax } from "../shared/store/survey-day-part.ts";
import { fillSurveyDay } from "../test/rig/fill-survey-day.ts";
import { sampleSites, sampleTerritory } from "../test/rig/sample-schools.ts";
import { openWorld, type World } from "../test/rig/world.ts";
import { writtenOn } from "../test/rig/written-on.ts";
import type { BenchRow } from "./bench-row.ts";

const firstLoadBytesMax = 250_000;

/** The rows of the budget table about the pages: their weight, and the cost of the history views. */
export async function webRows(): Promise<BenchRow[]> {
  return [...(await firstLoadRows()), ...(await storeCallRows())];
}

/** The files that the school's entry page loads before somebody can type the first number. */
async function firstLoadRows(): Promise<BenchRow[]> {
  const folder = await buildWebPages(() => undefined);
  const html = await readFile(join(folder, "index.html"), "utf8");
  const start = [
    "index.html",
    "favicon.svg",
    ...[...html.matchAll(/"\/(assets\/[^"]+)"/g)].flatMap(([, path]) => path ?? []),
  ];
  const assets = await readdir(join(folder, "assets"));
  const named = (names: RegExp) => assets.filter((name) => names.test(name)).map((name) => `assets/${name}`);
  // The words come in one language only.
  const byLink = await withImports(folder, [...start, ...named(/^words-it-entry-/)]);
  const lazily = named(/^(sign-in|school-pages|words-it-(entry|school))-.*\.js$/);
  const afterSignIn = await withImports(folder, [...start, ...lazily]);
  return [
    await firstLoadRow("first load of the entry page, by a reminder's link", folder, byLink),
    await firstLoadRow("the same after sign-in, with all pages of a school", folder, afterSignIn),
  ];
}

async function firstLoadRow(what: string, folder: string, files: ReadonlySet<string>): Promise<BenchRow> {
  let bytes = 0;
  for (const file of files) bytes += compressedBytes(file, await readFile(join(folder, file)));
  return {
    what,
    ours: bytes,
    baseline: firstLoadBytesMax,
    ratio: bytes / firstLoadBytesMax,
    unit: "bytes, gzip",
    budget: "≤ 250 kB",
    kept: bytes <= firstLoadBytesMax,
    note: `${files.size} files, fonts included`,
  };
}

/** Fonts are already compressed. */
function compressedBytes(file: string, content: Buffer): number {
  return file.endsWith(".woff2") ? content.length : gzipSync(content).length;
}

/** The files, with all files that their scripts import and their style sheets name. */
async function withImports(folder: string, files: readonly string[]): Promise<Set<string>> {
  const found = new Set(files);
  // The set grows during the loop. The loop ends when no file names a new one.
  for (const file of found) {
    if (!/\.(js|css)$/.test(file)) continue;
    const text = await readFile(join(folder, file), "utf8");
    const named = file.endsWith(".css")
      ? text.matchAll(/url\(\/(assets\/[\w.-]+)\)/g)
      : text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+)"/g);
    for (const [, name = ""] of named) found.add(file.endsWith(".css") ? name : `assets/${name}`);
  }
  return found;
}

const historyDays = 70;
const now = new Date("2023-05-30T12:00:00+02:00");
const today = "2023-05-30";
const sizes = [20, 200, 2_000] as const;
const pupils = 200;

type Spent = { sites: number; storeCalls: number; pages: number; readUnits: number };

/**
 * The reads of the history views and of today's coverage, as the territory grows. A store makes one query from as many
 * pages of the engine as needed: a page of DynamoDB has at most 1 MB.
 */
async function storeCallRows(): Promise<BenchRow[]> {
  const views = [
    { name: "curve of a level over 70 survey days", target: seriesTarget, budget: "as with 20 sites" },
    { name: "export of a month", target: exportTarget, budget: "as with 20 sites" },
    { name: "today's coverage", target: () => `/v1/survey-days/${today}/coverage`, budget: undefined },
  ];
  const spent = new Map<string, Spent[]>();
  for (const sites of sizes) {
    const world = await openWorld({ engine: "real", now });
    try {
      await writeHistory(world, sites);
      await fillSurveyDay(world, today, sampleSites(sites));
      const storeCalls = countStoreCalls(world);
      for (const { name, target } of views) {
        const measured = await measure(world, storeCalls, target());
        spent.set(name, [...(spent.get(name) ?? []), { sites, ...measured }]);
      }
    } finally {
      await world.stop();
    }
  }
  return views.flatMap(({ name, budget }) => {
    const [fewest, ...more] = spent.get(name) ?? [];
    if (fewest === undefined) return [];
    // Live views grow with the sites, so there the read units matter.
    const unit = budget === undefined ? ("readUnits" as const) : ("storeCalls" as const);
    return more.map(({ sites, pages, readUnits, ...rest }) => ({
      what: `${name}: ${sites} sites beside ${fewest.sites}`,
      ours: { readUnits, ...rest }[unit],
      baseline: fewest[unit],
      ratio: { readUnits, ...rest }[unit] / fewest[unit],
      unit: unit === "readUnits" ? "read units" : "store calls",
      ...(budget === undefined ? {} : { budget, kept: rest.storeCalls <= fewest.storeCalls }),
      note: `${pages} pages of the engine (at most 1 MB each) beside ${fewest.pages}; ${readUnits} read units beside ${fewest.readUnits}`,
    }));
  });
}

function seriesTarget(): string {
  return `/v1/series?territory=${sampleTerritory}&level=primary&from=2022-09-12`;
}

function exportTarget(): string {
  return `/v1/exports/absence-reports?territory=${sampleTerritory}&month=2023-03`;
}

/** Counts the calls to the stores that the views read. */
function countStoreCalls({ deps }: World): { take: () => number } {
  let calls = 0;
  const counted = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get(target, name) {
        calls += 1;
        return Reflect.get(target, name);
      },
    });
  const { surveyDays, reports, settings, sites } = deps;
  Object.assign(deps, {
    surveyDays: counted(surveyDays),
    reports: counted(reports),
    settings: counted(settings),
    sites: counted(sites),
  });
  return {
    take() {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

async function measure(world: World, storeCalls: { take: () => number }, target: string) {
  const token = await world.tokenOf("health-office");
  world.spent();
  storeCalls.take();
  const { statusCode, body } = await world.send("GET", target, { token });
  if (statusCode !== 200) throw new Error(`${target}: ${statusCode} ${body.slice(0, 200)}`);
  const { calls: pages, readUnits } = world.spent();
  return { storeCalls: storeCalls.take(), pages, readUnits };
}

/** Closed survey days with their sheets, in the state after closing. */
async function writeHistory({ deps }: World, siteCount: number): Promise<void> {
  const sites = sampleSites(siteCount);
  await deps.settings.addTerritory(sampleTerritory, firstOfficeCode, writtenOn("2022-09-01"));
  const days = permanentCalendar.regional().surveyDays("2022-09-12", "2023-05-29").slice(-historyDays);
  for (const [index, surveyDate] of days.entries()) {
    const parts = Math.ceil(siteCount / partSitesMax);
    for (let part = 1; part <= parts; part++) {
      const own = sites.slice((part - 1) * partSitesMax, part * partSitesMax);
      await deps.surveyDays.freezePart(sampleTerritory, surveyDate, part, own, part === parts);
    }
    const { opensAt, lateUntil } = surveyWindow(surveyDate);
    await deps.surveyDays.markOpen(sampleTerritory, surveyDate, { parts, asked: siteCount, openedAt: opensAt });
    const sheet: DaySheet = {
      territory: sampleTerritory,
      surveyDate,
      siteCodes: sites.map(({ siteCode }) => siteCode),
      levels: sites.map(({ level }) => level),
      pupils: new Int32Array(siteCount).fill(pupils),
      absent: Int32Array.from({ length: siteCount }, (_, site) => 5 + ((site + index) % 11)),
      flags: new Uint16Array(siteCount).fill(dayFlags.expected | dayFlags.onTime),
    };
    await deps.surveyDays.writeSheet(sheet, lateUntil);
    const totals = { expected: siteCount, onTime: siteCount, late: 0, missing: 0, exempt: 0 };
    await deps.surveyDays.markClosed(sampleTerritory, surveyDate, { closedAt: lateUntil, totals });
  }
}
