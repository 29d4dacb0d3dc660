import { describe, expect, it } from "vitest";
import * as z from "zod";
import { worldOfEachTest } from "../rig/world-of-each-test.ts";
import { foreign, other, primary, settleTown, type Town, territory, thursday } from "./small-town.ts";

const trial = worldOfEachTest();

const points = z.object({
  items: z.array(z.object({ date: z.string(), absenceRate: z.number().optional(), medianRate: z.number().optional() })),
});

/** Sites of another institute, each with 100 pupils; without a count it does not report. */
type Neighbour = { siteCode: string; level: string; absent?: number; pupils?: number };

async function settleNeighbour({ siteCode, level, absent, pupils = 100 }: Neighbour, town: Town): Promise<void> {
  const site = { name: siteCode, instituteCode: other, territory, level, sentinelFrom: "2023-02-01" };
  expect((await town.put(`/v1/sites/${siteCode}`, town.healthOffice, site)).status).toBe(201);
  const enrolment = { pupils, classes: 5, confirm: true };
  await town.put(`/v1/sites/${siteCode}/enrolments/2022-09-01`, town.otherSchool, enrolment);
  if (absent === undefined) return;
  const target = `/v1/sites/${siteCode}/absence-reports/${thursday}`;
  expect((await town.put(target, town.otherSchool, { absent, confirm: true })).status).toBe(201);
}

/** The Thursday as the school office of the primary school sees it once it has closed. */
async function thursdaySeenBySchool(neighbours: readonly Neighbour[]) {
  const town = await settleTown(trial.now);
  for (const neighbour of neighbours) await settleNeighbour(neighbour, town);
  await town.report(primary, thursday, { absent: 20 });
  await town.report(foreign, thursday, { absent: 3 });
  trial.now.setNow("2023-02-18T00:10:00+01:00");
  await trial.now.run("close-survey-day");
  const target = `/v1/series?siteCode=${primary}&from=${thursday}&to=${thursday}`;
  const { body } = await trial.now.call("GET", target, { token: town.school });
  return points.parse(body).items;
}

/** With the site in the other institute of the town, which has 3 of 150 absent, they are four, or five. */
const three: Neighbour[] = [
  { siteCode: "ZZEE80203D", level: "primary", absent: 4 },
  { siteCode: "ZZEE80204E", level: "primary", absent: 6 },
  { siteCode: "ZZEE80205G", level: "primary", absent: 8 },
];
const fourth: Neighbour = { siteCode: "ZZEE80206L", level: "primary", absent: 10 };

describe("the anonymous median beside a school's own curve", () => {
  it("is shown from five other sites on", async () => {
    expect(await thursdaySeenBySchool([...three, fourth])).toMatchObject([{ absenceRate: 0.1, medianRate: 0.06 }]);
  });

  it("is not shown of four, which could be told apart: another level, no report and no pupils do not count", async () => {
    const uncounted: Neighbour[] = [
      { siteCode: "ZZMM80203D", level: "lower-secondary", absent: 10 },
      { siteCode: "ZZEE80207N", level: "primary" },
      { siteCode: "ZZEE80208P", level: "primary", absent: 0, pupils: 0 },
    ];
    const [point] = await thursdaySeenBySchool([...three, ...uncounted]);
    expect(point).toMatchObject({ absenceRate: 0.1 });
    expect(point).not.toHaveProperty("medianRate");
  });
});

describe("the days of a curve", () => {
  it.each([
    ["2022-02-11", "2023-02-16", 200],
    ["2022-02-10", "2023-02-16", 422],
    ["2023-02-16", "2023-02-16", 200],
    ["2023-02-17", "2023-02-16", 422],
  ])("from %s to %s are answered with %i: 370 days at most", async (from, to, status) => {
    const town = await settleTown(trial.now);
    const target = `/v1/series?siteCode=${primary}&from=${from}&to=${to}`;
    expect((await trial.now.call("GET", target, { token: town.school })).status).toBe(status);
  });

  it("are those of one site, or of a level in a territory", async () => {
    const { healthOffice: token } = await settleTown(trial.now);
    for (const [query, status] of [
      [`siteCode=${primary}`, 200],
      [`territory=${territory}&level=primary`, 200],
      [`territory=${territory}`, 422],
      ["level=primary", 422],
      ["", 422],
    ] as const) {
      expect((await trial.now.call("GET", `/v1/series?${query}`, { token })).status, query).toBe(status);
    }
  });
});
