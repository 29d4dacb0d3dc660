import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { temporaryFolder } from "../local/temporary-folder.ts";
import { counts, seed } from "../rig/counts.ts";
import { sampleSiteCode } from "../rig/sample-schools.ts";
import { spawnCloud } from "../rig/spawned-cloud.ts";

const now = "2023-02-16T09:00:00+01:00";
const surveyDate = "2023-02-16";
const institute = "ZZIC80001A";
const clients = 8;
const sitesPerRound = 200;
/** So many submissions are answered before the kill; others are under way at that moment. */
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
  test(`has every answered submission after ${counts.kills} kills (seed ${seed})`, async () => {
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
