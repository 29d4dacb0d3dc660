import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pMap from "p-map";
import { openApiClient } from "../scripts/replay/api-client.ts";
import { sampleSites } from "../test/rig/sample-schools.ts";
import { spawnCloud } from "../test/rig/spawned-cloud.ts";
import type { BenchRow } from "./bench-row.ts";

const sites = 500;
const atOnce = 8;
const surveyDate = "2023-02-16";
const now = "2023-02-16T09:00:00+01:00";
const neededASecond = 100;

/** Submissions through the gateway, the chain and the on-disk engine of a local cloud in its own process. */
export async function reportsASecondRows(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const cloud = await spawnCloud(join(folder, "data"), now);
  try {
    const api = openApiClient(cloud.origin);
    const put = async (user: string, path: string, body: unknown) => {
      const { status } = await api.call(user, "PUT", path, body);
      if (status >= 300) throw new Error(`PUT ${path}: ${status}`);
    };
    const schools = sampleSites(sites);
    await pMap(
      schools,
      async ({ siteCode, instituteCode, level, territory }) => {
        const site = { name: siteCode, instituteCode, level, territory, sentinelFrom: surveyDate };
        await put("health-office", `/v1/sites/${siteCode}`, site);
        await put(instituteCode, `/v1/sites/${siteCode}/enrolments/2022-09-01`, { pupils: 220, classes: 10 });
      },
      { concurrency: atOnce },
    );
    const startedAt = performance.now();
    await pMap(
      schools,
      ({ siteCode, instituteCode }) =>
        put(instituteCode, `/v1/sites/${siteCode}/absence-reports/${surveyDate}`, { absent: 12 }),
      { concurrency: atOnce },
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    const ours = sites / seconds;
    return [
      {
        what: "reports a second through the local cloud",
        ours,
        baseline: neededASecond,
        ratio: ours / neededASecond,
        unit: "1/s",
        note: `${sites} submissions, ${atOnce} clients, wall time; against 55,000 sites that all enter within ten minutes`,
      },
    ];
  } finally {
    await cloud.kill();
    await rm(folder, { recursive: true });
  }
}
