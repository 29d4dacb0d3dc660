import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { type ApiClient, openApiClient } from "../../scripts/replay/api-client.ts";
import { runReplay, stepsOf } from "../../scripts/replay/run-replay.ts";
import { tally } from "../../scripts/replay/tally.ts";
import { mailLedgerEntry } from "../../shared/contracts/mail-ledger.ts";
import { signalEngine } from "../local/engine-pid.ts";
import { temporaryFolder } from "../local/temporary-folder.ts";
import { counts, seed } from "../rig/counts.ts";
import { sampleSiteCode } from "../rig/sample-schools.ts";
import { seasonBegins, seasonCounts, seasonEnds, writeSmallSeason } from "../rig/small-season.ts";
import { type SpawnedCloud, spawnCloud } from "../rig/spawned-cloud.ts";

const now = "2023-02-16T09:00:00+01:00";
const surveyDate = "2023-02-16";
const institute = "ZZIC80001A";
const clients = 8;
const sitesPerRound = 200;
/** The number of answered submissions before the kill. Others are under way at that moment. */
const answersBeforeKill = { min: 5, max: 80 } as const;

const token = z.object({ access_token: z.string() });
const stored = z.object({ absent: z.int() });

async function tokenFor(origin: string, user: string): Promise<string> {
  const reply = await fetch(`${origin}/_local/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user }),
  });
  return token.parse(await reply.json()).access_token;
}

async function send(origin: string, bearer: string, method: string, path: string, json?: unknown) {
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  return fetch(`${origin}${path}`, { method, headers, ...(json === undefined ? {} : { body: JSON.stringify(json) }) });
}

const reportPath = (siteCode: string) => `/v1/sites/${siteCode}/absence-reports/${surveyDate}`;

/** Registers sites and lets the clients report for them until the process is gone; answers what was acknowledged. */
async function loadUntilKilled(dataFolder: string, round: number): Promise<Map<string, number>> {
  const cloud = await spawnCloud(dataFolder, now);
  const healthOffice = await tokenFor(cloud.origin, "health-office");
  const siteCodes = Array.from({ length: sitesPerRound }, (_, number) =>
    sampleSiteCode(round * sitesPerRound + number),
  );
  const acknowledged = new Map<string, number>();
  const killAt = uniformInt(xoroshiro128plus(seed + round), answersBeforeKill.min, answersBeforeKill.max);
  const enough = Promise.withResolvers<void>();
  let killed = false;

  async function enter(siteCode: string, absent: number): Promise<void> {
    const site = { name: siteCode, instituteCode: institute, territory: "VALDORSA", level: "primary" };
    await send(cloud.origin, healthOffice, "PUT", `/v1/sites/${siteCode}`, { ...site, sentinelFrom: surveyDate });
    const school = await tokenFor(cloud.origin, institute);
    const enrolment = { pupils: 500, classes: 25 };
    await send(cloud.origin, school, "PUT", `/v1/sites/${siteCode}/enrolments/2022-09-01`, enrolment);
    const reply = await send(cloud.origin, school, "PUT", reportPath(siteCode), { absent, confirm: true });
    if (reply.status !== 201) return;
    acknowledged.set(siteCode, absent);
    if (acknowledged.size === killAt) enough.resolve();
  }

  const queue = siteCodes.entries();
  const client = async () => {
    for (const [number, siteCode] of queue) {
      try {
        await enter(siteCode, number + 1);
      } catch (error) {
        if (!killed) throw error;
        return;
      }
    }
  };
  const load = Promise.all(Array.from({ length: clients }, client));
  await Promise.race([enough.promise, load]);
  killed = true;
  await cloud.kill();
  await load;
  return acknowledged;
}

describe("a local cloud that is killed with kill -9 under load", () => {
  test(`has every answered submission after ${counts.kills} kills (seed ${seed})`, async ({ task }) => {
    task.meta.tried = { what: "kills", times: counts.kills };
    const dataFolder = await temporaryFolder();
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < counts.kills; round++) {
      for (const [siteCode, absent] of await loadUntilKilled(dataFolder, round)) acknowledged.set(siteCode, absent);
    }
    expect(acknowledged.size).toBeGreaterThan(0);

    const cloud = await spawnCloud(dataFolder, now);
    const healthOffice = await tokenFor(cloud.origin, "health-office");
    for (const [siteCode, absent] of acknowledged) {
      const reply = await send(cloud.origin, healthOffice, "GET", reportPath(siteCode));
      expect(reply.status, siteCode).toBe(200);
      expect(stored.parse(await reply.json()).absent, siteCode).toBe(absent);
    }
    await cloud.kill();
  });
});

/** How many times the engine and the server are each killed. */
const killsInTurns = 2 * counts.kills;
const lookMillis = 5;

/**
 * Kills the engine and the server of the local cloud in turns during the work, evenly over the given number of steps; a
 * mail in the inbox is one step. Returns the last cloud.
 */
async function killInTurns(
  dataFolder: string,
  first: SpawnedCloud,
  steps: number,
  made: () => number,
): Promise<SpawnedCloud> {
  const random = xoroshiro128plus(seed);
  const stretch = Math.floor(steps / killsInTurns);
  let cloud = first;
  for (let kill = 0; kill < killsInTurns; kill++) {
    const at = kill * stretch + uniformInt(random, 0, stretch - 1);
    while (made() < at) await pause(lookMillis);
    if (kill % 2 === 1) {
      await cloud.kill();
      cloud = await spawnCloud(dataFolder, seasonBegins, new URL(cloud.origin).port);
      continue;
    }
    while (!signalEngine(dataFolder, "SIGKILL")) await pause(lookMillis);
  }
  return cloud;
}

const inboxMails = z.object({
  items: z.array(
    z.object({
      to: z.array(z.string()),
      headers: z.record(z.string(), z.string()),
      tags: z.record(z.string(), z.string()),
    }),
  ),
});

async function mailsOf(origin: string) {
  const reply = await fetch(`${origin}/_local/inbox`);
  return inboxMails.parse(await reply.json()).items;
}

async function ledgerOf(api: ApiClient) {
  const days = seasonCounts.days.map(({ date }) => api.list("/v1/mail-ledger", { date }, mailLedgerEntry));
  return (await Promise.all(days)).flat();
}

const repeated = (keys: readonly string[]) => keys.filter((key, index) => keys.indexOf(key) !== index);

describe("a local cloud of which engine and server are killed in turns during a replay", () => {
  test(`has the same reports, alerts and mails, each once, after ${killsInTurns} kills (seed ${seed})`, async ({
    task,
  }) => {
    task.meta.tried = { what: "kills", times: killsInTurns };
    const folder = await temporaryFolder();
    const dataFolder = join(folder, "data");
    const { input } = await writeSmallSeason(folder);
    const first = await spawnCloud(dataFolder, seasonBegins);
    const api = openApiClient(first.origin);
    let stepsMade = 0;
    const made = () => stepsMade + readdirSync(join(dataFolder, "mails")).length;
    const [driven, last] = await Promise.all([
      runReplay(input, api, () => {
        stepsMade += 1;
      }),
      killInTurns(dataFolder, first, stepsOf(input), made),
    ]);

    expect(driven.refusals).toEqual([]);
    for (const { siteCode, surveyDate, absent } of input.absences.entries) {
      const path = `/v1/sites/${siteCode}/absence-reports/${surveyDate}`;
      expect([path, await api.get("health-office", path, stored)]).toEqual([path, { absent }]);
    }
    const { days, byRule } = await tally(input.absences.surveyDates, api);
    expect(days).toMatchObject(seasonCounts.days.map((day) => ({ ...day, state: "closed" })));
    expect(byRule.absolute).toEqual(seasonCounts.absolute);

    await api.moveClock(new Date(seasonEnds));
    const ledger = await ledgerOf(api);
    expect(ledger.filter(({ status }) => status === "claimed")).toEqual([]);
    const mails = await mailsOf(last.origin);
    const reminders = mails.filter(({ tags }) => tags.kind === "reminder");
    const reminded = reminders.map(({ tags }) => `${tags.surveyDate} ${tags.recipient0}`);
    expect(repeated(reminded)).toEqual([]);
    const entered = ledger.filter(({ kind }) => kind === "reminder");
    expect(entered).toHaveLength(seasonCounts.days.length * seasonCounts.remindersPerDay);
    // A mail that no worker could settle is listed as uncertain: it may or may not have gone out.
    const arrived = entered.filter(({ status }) => status !== "uncertain");
    expect(reminded).toEqual(expect.arrayContaining(arrived.map(({ date, recipient }) => `${date} ${recipient}`)));
    expect(reminded.length).toBeGreaterThanOrEqual(arrived.length);
    const digests = mails.filter(({ tags }) => tags.kind === "digest");
    expect(digests.length).toBeGreaterThan(0);
    expect(repeated(digests.map(({ to, headers }) => `${headers["x-sentinella-digest"]} ${to}`))).toEqual([]);
    const clock = await fetch(`${last.origin}/_local/clock`);
    expect(await clock.json()).not.toHaveProperty("owed");
    await last.kill();
  });
});
